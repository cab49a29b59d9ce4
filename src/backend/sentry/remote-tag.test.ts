import assert from "node:assert/strict";
import { test } from "node:test";
import { readTags } from "./remote-tag.ts";

const SEEN = { firstSeen: "2026-03-01T00:00:00Z", lastSeen: "2026-03-02T00:00:00Z" };
const TIMES = { firstSeenMs: Date.UTC(2026, 2, 1), lastSeenMs: Date.UTC(2026, 2, 2) };

test("tags are ordered by how frequent they are, whatever the order sent, and cut to the values asked for", () => {
  const tags = [
    { key: "browser", totalValues: 2, topValues: [{ value: "Firefox", count: 2, ...SEEN }] },
    {
      key: "os",
      totalValues: "9",
      topValues: [
        ["Linux", 3],
        ["macOS", 1],
        ["Windows", 5],
      ].map(([value, count]) => ({ value, count, ...SEEN })),
    },
  ];
  assert.deepEqual(readTags(tags, 2), [
    {
      key: "os",
      total: 9,
      values: [
        { value: "Windows", count: 5, ...TIMES },
        { value: "Linux", count: 3, ...TIMES },
      ],
    },
    { key: "browser", total: 2, values: [{ value: "Firefox", count: 2, ...TIMES }] },
  ]);
});

test("a tag or a value that is none is left out, and a missing time is the other or 0", () => {
  const values = [
    null,
    {},
    { value: "", count: 1 },
    { value: 5 },
    { value: "a", count: 1, lastSeen: SEEN.lastSeen },
    { value: "b", count: -1 },
  ];
  const tags = [null, {}, { key: "" }, { key: 5 }, { key: "os", topValues: values }, { key: "dist", topValues: {} }];
  assert.deepEqual(readTags(tags, 5), [
    {
      key: "os",
      total: 0,
      values: [
        { value: "a", count: 1, firstSeenMs: TIMES.lastSeenMs, lastSeenMs: TIMES.lastSeenMs },
        { value: "b", count: 0, firstSeenMs: 0, lastSeenMs: 0 },
      ],
    },
    { key: "dist", total: 0, values: [] },
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { IssueFilter } from "../backend.ts";
import { ALL } from "../test-world.ts";
import { remoteQueryOf } from "./remote-query.ts";

const cases: readonly { readonly filter: Partial<IssueFilter>; readonly want: string }[] = [
  { filter: {}, want: "" },
  { filter: { statuses: ["ignored"] }, want: "is:ignored" },
  { filter: { statuses: ["unresolved", "ignored"] }, want: "!is:resolved" },
  { filter: { statuses: ["unresolved", "resolved", "ignored"] }, want: "" },
  { filter: { statuses: ["unresolved"], queryText: " release:1.0 x " }, want: "is:unresolved release:1.0 x" },
  { filter: { levels: ["error"], text: 'say "no"' }, want: 'level:error "say \\"no\\""' },
  { filter: { levels: ["error", "fatal"], queryText: "as typed" }, want: "as typed" },
  { filter: { levels: ["error", "fatal"] }, want: "level:[error, fatal]" },
  { filter: { seenFromMs: 0, seenToMs: 1 }, want: "lastSeen:>=1970-01-01T00:00:00.000Z firstSeen:<=1970-01-01T00:00:00.001Z" },
];
for (const { filter, want } of cases) {
  test(`the filter ${JSON.stringify(filter)} is "${want}" to a Sentry`, () =>
    assert.equal(remoteQueryOf({ ...ALL, ...filter }), want));
}

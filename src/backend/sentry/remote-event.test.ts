import assert from "node:assert/strict";
import { test } from "node:test";
import { honestEvent, HOSTILE_EVENT, HOSTILE_ISSUE, HOSTILE_PLACE } from "../../../test/fakes/sentry/honest-answer.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { RemoteEvent } from "./remote-event.ts";
import { readEvent } from "./remote-event.ts";

function read(change: JsonObject): RemoteEvent {
  const event = readEvent({ ...honestEvent(), ...change }, HOSTILE_PLACE, HOSTILE_ISSUE, 1_000);
  assert.ok(typeof event !== "string", String(event));
  return event;
}

test("an event has what only Sentry knows of it", () => {
  const neighbours = { previousEventID: "1".repeat(32), nextEventID: "22222222-2222-2222-2222-222222222222" };
  const { payload: _payload, ...facts } = read(neighbours);
  assert.deepEqual(facts, {
    eventId: HOSTILE_EVENT,
    issueId: HOSTILE_ISSUE,
    title: "TypeError: x is null",
    culprit: "pay in submit",
    tags: [["level", "warning"]],
    receivedAtMs: Date.UTC(2026, 2, 2, 9, 15, 31),
    sizeBytes: 2_048,
    previousEventId: "1".repeat(32),
    nextEventId: "2".repeat(32),
  });
});

const refused: readonly { readonly name: string; readonly change: JsonObject; readonly want: string }[] = [
  { name: "of another project", change: { projectID: "21" }, want: "foreign" },
  { name: "of another issue", change: { groupID: "4002" }, want: "foreign" },
  { name: "of no project", change: { projectID: null }, want: "broken" },
  { name: "of no issue", change: { groupID: "" }, want: "broken" },
  { name: "with an id that is none", change: { eventID: "../../x" }, want: "broken" },
  { name: "with the nil id", change: { eventID: "0".repeat(32) }, want: "broken" },
];
for (const { name, change, want } of refused) {
  test(`an event is refused ${name}`, () => {
    assert.equal(readEvent({ ...honestEvent(), ...change }, HOSTILE_PLACE, HOSTILE_ISSUE, 1), want);
  });
}

const lenient: readonly { readonly change: JsonObject; readonly field: keyof RemoteEvent; readonly want: Json | undefined }[] =
  [
    { change: { title: 5 }, field: "title", want: "" },
    { change: { title: "x".repeat(600) }, field: "title", want: `${"x".repeat(499)}…` },
    { change: { culprit: null }, field: "culprit", want: "" },
    { change: { dateReceived: null }, field: "receivedAtMs", want: Date.UTC(2026, 2, 2, 9, 15, 30) },
    { change: { dateReceived: null, dateCreated: 5 }, field: "receivedAtMs", want: 0 },
    { change: { size: -1 }, field: "sizeBytes", want: 1_000 },
    { change: { nextEventID: "../x" }, field: "nextEventId", want: undefined },
    { change: { tags: null }, field: "tags", want: [] },
    {
      change: { tags: [null, { key: "a" }, { key: "", value: "b" }, { key: "a", value: 1 }, { key: "a", value: "b" }] },
      field: "tags",
      want: [["a", "b"]],
    },
    { change: { eventID: HOSTILE_EVENT.toUpperCase() }, field: "eventId", want: HOSTILE_EVENT },
  ];
for (const { change, field, want } of lenient) {
  test(`${JSON.stringify(change).slice(0, 60)} costs itself alone`, () => {
    const { [field]: value, payload: _ours, ...rest } = read(change);
    const { [field]: _honest, payload: _theirs, ...honest } = read({});
    assert.deepEqual([value, rest], [want, honest]);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { newEventId, readEventId } from "./event-id.ts";

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const cases: { readonly name: string; readonly value: unknown; readonly want: ReturnType<typeof readEventId> }[] = [
  { name: "32 hex digits", value: ID, want: { kind: "id", id: ID } },
  { name: "upper case", value: ID.toUpperCase(), want: { kind: "id", id: ID } },
  { name: "hyphens", value: "9EC79C33-ec99-42ab-8353-589fcb2e04dc", want: { kind: "id", id: ID } },
  { name: "a URN", value: "urn:uuid:9ec79c33-ec99-42ab-8353-589fcb2e04dc", want: { kind: "id", id: ID } },
  { name: "no value", value: undefined, want: { kind: "absent" } },
  { name: "null", value: null, want: { kind: "absent" } },
  { name: "an empty text", value: "", want: { kind: "absent" } },
  { name: "the nil UUID", value: "00000000-0000-0000-0000-000000000000", want: { kind: "absent" } },
  { name: "31 digits", value: ID.slice(1), want: { kind: "invalid" } },
  { name: "hyphens in the wrong places", value: "9ec7-9c33ec9942ab8353589fcb2e04dc", want: { kind: "invalid" } },
  { name: "words", value: "not-a-uuid", want: { kind: "invalid" } },
  { name: "a number", value: 7, want: { kind: "invalid" } },
  { name: "a very long text", value: "a".repeat(1_000_000), want: { kind: "invalid" } },
];

for (const { name, value, want } of cases) {
  test(`an event id given as ${name} is ${want.kind}`, () => assert.deepEqual(readEventId(value), want));
}

test("new ids are read as themselves and differ", () => {
  const id = newEventId();
  assert.deepEqual(readEventId(id), { kind: "id", id });
  assert.notEqual(newEventId(), id);
});

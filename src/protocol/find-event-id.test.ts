import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readEventId } from "./event-id.ts";
import { findEventId } from "./find-event-id.ts";
import { isJsonObject } from "./json.ts";
import type { Json } from "./json.ts";

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const INNER = "00000000000000000000000000000001";
const cases = [
  { name: "first", json: `{"event_id":"${ID}","a":1}`, want: { kind: "id", id: ID } },
  {
    name: "last, with whitespace",
    json: `\n{ "a" : [1, {"b": 2}] , "event_id" :\n "${ID.toUpperCase()}" }`,
    want: { kind: "id", id: ID },
  },
  {
    name: "after one of a breadcrumb",
    json: `{"breadcrumbs":[{"event_id":"${INNER}"}],"event_id":"${ID}"}`,
    want: { kind: "id", id: ID },
  },
  {
    name: "before one of a breadcrumb",
    json: `{"event_id":"${ID}","breadcrumbs":[{"event_id":"${INNER}"}]}`,
    want: { kind: "id", id: ID },
  },
  { name: "only in a breadcrumb", json: `{"breadcrumbs":[{"event_id":"${INNER}"}]}`, want: { kind: "absent" } },
  { name: "only as a value", json: `{"a":"event_id","b":"\\"event_id\\":\\"${INNER}\\""}`, want: { kind: "absent" } },
  { name: "as a value before the key", json: `{"message":"event_id","event_id":"${ID}"}`, want: { kind: "id", id: ID } },
  { name: "twice: the last one wins", json: `{"event_id":"${INNER}","event_id":"${ID}"}`, want: { kind: "id", id: ID } },
  {
    name: "behind brackets and quotes in texts",
    json: `{"a":"}]\\\\","b":"\\"{","event_id":"${ID}"}`,
    want: { kind: "id", id: ID },
  },
  { name: "with escapes in the value", json: `{"event_id":"\\u0039${ID.slice(1)}"}`, want: { kind: "id", id: ID } },
  { name: "null", json: '{"event_id":null}', want: { kind: "absent" } },
  { name: "the nil UUID", json: `{"event_id":"${"0".repeat(32)}"}`, want: { kind: "absent" } },
  { name: "a number", json: '{"event_id":12}', want: { kind: "invalid" } },
  { name: "words", json: '{"event_id":"x"}', want: { kind: "invalid" } },
  { name: "cut off", json: '{"event_id":"9ec7', want: { kind: "invalid" } },
  { name: "cut off behind the colon", json: '{"event_id":', want: { kind: "invalid" } },
  { name: "nothing", json: "", want: { kind: "absent" } },
];
for (const { name, json, want } of cases) {
  test(`the event id of a payload: ${name}`, () => assert.deepEqual(findEventId(Buffer.from(json)), want));
}

test("it is the id that JSON.parse would have given", () => {
  const key = fc.constantFrom("event_id", "a", 'q"uote', "\\", "{", "]");
  const value = fc.oneof(fc.constantFrom<Json>(ID, INNER, "x", null, 3, '{"event_id":"'), fc.string());
  const object = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      value,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie("node")), { maxLength: 4 }).map((pairs): Json => Object.fromEntries(pairs)),
    ),
  })).node;
  fc.assert(
    fc.property(fc.array(fc.tuple(key, object), { maxLength: 5 }), fc.constantFrom(undefined, 1), (pairs, indent) => {
      const event: Json = Object.fromEntries(pairs);
      assert.ok(isJsonObject(event));
      assert.deepEqual(findEventId(Buffer.from(JSON.stringify(event, null, indent))), readEventId(event["event_id"]));
    }),
  );
});

test("any bytes whatever give an answer", () => {
  const piece = fc.constantFrom('"event_id"', ":", '"', "\\", "{", "}", "[", "]", ID, " ", "null", ",");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      assert.ok(["id", "absent", "invalid"].includes(findEventId(Buffer.from(pieces.join(""))).kind));
    }),
  );
});

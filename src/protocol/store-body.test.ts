import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import * as fc from "fast-check";
import { decodeStoreBody, readStoreEvent } from "./store-body.ts";

const JSON_TEXT = '{"message":"Grüße + Küsse ÿ??>>","event_id":"9EC79C33ec9942ab8353589fcb2e04dc"}';
const base64 = zlib.deflateSync(JSON_TEXT).toString("base64");
const good: { readonly name: string; readonly body: string | Buffer }[] = [
  { name: "plain JSON", body: JSON_TEXT },
  { name: "JSON behind a mark and blanks", body: `\uFEFF \r\n${JSON_TEXT}` },
  { name: "base64 of zlib", body: base64 },
  { name: "base64 of zlib in lines", body: base64.replaceAll(/.{20}/g, "$&\r\n") },
  { name: "base64url without padding", body: zlib.deflateSync(JSON_TEXT).toString("base64url") },
  { name: "base64 of gzip", body: zlib.gzipSync(JSON_TEXT).toString("base64") },
  { name: "base64 of JSON", body: Buffer.from(JSON_TEXT).toString("base64") },
  { name: "raw zlib", body: zlib.deflateSync(JSON_TEXT) },
  { name: "raw gzip", body: zlib.gzipSync(JSON_TEXT) },
  { name: "a form with JSON", body: `sentry_data=${encodeURIComponent(JSON_TEXT)}` },
  { name: "a form with JSON in raw UTF-8", body: `a=b&sentry_data=${JSON_TEXT.replaceAll("+", "%2B")}` },
  {
    name: "a form with base64, plus signs left as they are",
    body: `sentry_key=x&sentry_data=${base64.replaceAll("=", "%3D")}`,
  },
];
for (const { name, body } of good) {
  test(`the event in a store body is found: ${name}`, () => {
    const decoded = decodeStoreBody(Buffer.from(body));
    assert.ok(decoded.ok, JSON.stringify(decoded));
    assert.equal(Buffer.from(decoded.value).toString(), JSON_TEXT);
  });
}

const bad: { readonly name: string; readonly body: string | Buffer; readonly kind: string }[] = [
  { name: "nothing", body: "", kind: "empty" },
  { name: "blanks", body: " \n", kind: "empty" },
  { name: "an empty form field", body: "sentry_data=", kind: "empty" },
  { name: "garbage", body: Buffer.from([0, 1, 2, 255]), kind: "no-event" },
  { name: "a list", body: "[1]", kind: "no-event" },
  { name: "base64 of garbage", body: Buffer.from("hello").toString("base64"), kind: "no-event" },
  { name: "base64 of zlib of a list", body: zlib.deflateSync("[]").toString("base64"), kind: "no-event" },
  { name: "a zlib stream that is cut off", body: zlib.deflateSync(JSON_TEXT).subarray(0, -6), kind: "no-event" },
  { name: "JSON of 3 MiB", body: `{"a":"${"x".repeat(3 << 20)}"}`, kind: "too-large" },
  { name: "a bomb in base64", body: zlib.deflateSync(Buffer.alloc(50 << 20)).toString("base64"), kind: "too-large" },
];
for (const { name, body, kind } of bad) {
  test(`a store body without an event is told (${kind}): ${name}`, () => {
    assert.deepEqual(decodeStoreBody(Buffer.from(body)), { ok: false, problem: { kind } });
  });
}

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const events: { readonly json: string; readonly want: object | string }[] = [
  { json: JSON_TEXT, want: { eventId: { kind: "id", id: ID } } },
  { json: '{"message":"x"}', want: { eventId: { kind: "absent" } } },
  { json: '{"type":"transaction"}', want: { eventId: { kind: "absent" }, type: "transaction" } },
  { json: '{"a":NaN,"b":[-Infinity,"NaN \\"NaN"]}', want: { eventId: { kind: "absent" } } },
  { json: '{"event_id":"not-a-uuid"}', want: "bad-event-id" },
  { json: '{"a":', want: "not-json" },
  { json: '{"a":NaNa}', want: "not-json" },
  { json: `{"a":${"[".repeat(500)}${"]".repeat(500)}}`, want: "too-deep" },
  { json: "[]", want: "not-an-object" },
];
for (const { json, want } of events) {
  test(`an event on the store endpoint is judged: ${json.slice(0, 50)}`, () => {
    const read = readStoreEvent(Buffer.from(json));
    assert.deepEqual(read.ok ? read.value : read.problem.kind, want);
  });
}

test("a megabyte of blanks before a letter that is not base64 is told in linear time", () => {
  // Quadratic, this would take minutes.
  assert.deepEqual(decodeStoreBody(Buffer.from(`a${" ".repeat(1 << 20)}!`)), { ok: false, problem: { kind: "no-event" } });
});

test("any bytes whatever give an answer", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.base64String().map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (body) => {
      const decoded = decodeStoreBody(body);
      if (decoded.ok) assert.equal(decoded.value[0], 0x7b);
    }),
  );
});

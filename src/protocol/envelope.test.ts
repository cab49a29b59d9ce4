import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseEnvelope } from "./envelope.ts";

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const HEAD = `{"event_id":"${ID}"}\n`;
const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

/** Type and payload of each item, or the kind of the problem. */
function read(text: string | Buffer): [string, string][] | string {
  const parsed = parseEnvelope(typeof text === "string" ? bytes(text) : text);
  if (!parsed.ok) return parsed.problem.kind;
  return parsed.value.items.map(({ type, payload }) => [type, Buffer.from(payload).toString("latin1")]);
}

const framing: { readonly name: string; readonly text: string; readonly want: [string, string][] | string }[] = [
  { name: "a header alone", text: "{}", want: [] },
  {
    name: "an item with a length and a newline at the end",
    text: `${HEAD}{"type":"event","length":2}\n{}\n`,
    want: [["event", "{}"]],
  },
  {
    name: "an item with a length and no newline at the end",
    text: `${HEAD}{"type":"event","length":2}\n{}`,
    want: [["event", "{}"]],
  },
  { name: "an item without a length", text: `${HEAD}{"type":"event"}\n{"a":1}\n`, want: [["event", '{"a":1}']] },
  { name: "a length of null", text: `${HEAD}{"type":"event","length":null}\n{}`, want: [["event", "{}"]] },
  {
    name: "several items, an unknown type between two known ones",
    text: `${HEAD}{"type":"event"}\n{}\n{"type":"new_thing","length":3}\na\nb\n{"type":"session"}\n{"s":1}`,
    want: [
      ["event", "{}"],
      ["new_thing", "a\nb"],
      ["session", '{"s":1}'],
    ],
  },
  {
    name: "newlines and NUL in a payload with a length",
    text: `${HEAD}{"type":"attachment","length":5}\n\n\0\n\0\n\n`,
    want: [["attachment", "\n\0\n\0\n"]],
  },
  { name: "an empty payload at the end", text: `${HEAD}{"type":"attachment","length":0}`, want: [["attachment", ""]] },
  { name: "an empty payload and a newline", text: `${HEAD}{"type":"attachment","length":0}\n`, want: [["attachment", ""]] },
  {
    name: "two empty payloads",
    text: `${HEAD}{"type":"attachment","length":0}\n\n{"type":"attachment","length":0}\n`,
    want: [
      ["attachment", ""],
      ["attachment", ""],
    ],
  },
  { name: "an empty payload without a length, at the end", text: `${HEAD}{"type":"x"}`, want: [["x", ""]] },
  { name: "CRLF after headers", text: `${HEAD.trim()}\r\n{"type":"event"}\r\n{}\r\n`, want: [["event", "{}\r"]] },
  { name: "CRLF after a payload with a length", text: `${HEAD}{"type":"event","length":2}\r\n{}\r\n`, want: [["event", "{}"]] },
  { name: "two newlines at the end", text: `${HEAD}{"type":"event","length":2}\n{}\n\n`, want: [["event", "{}"]] },
  { name: "blank lines between items", text: `${HEAD}\n\n{"type":"event","length":2}\n{}\n \n`, want: [["event", "{}"]] },
  { name: "a byte order mark", text: `\uFEFF${HEAD}{"type":"event"}\n{}`, want: [["event", "{}"]] },
  { name: "nothing", text: "", want: "missing-header" },
  { name: "only whitespace", text: "\n\n ", want: "missing-header" },
  { name: "words", text: "not json", want: "invalid-header" },
  { name: "a header that is a list", text: "[]\n", want: "invalid-header" },
  { name: "something behind the header on its line", text: "{} {}\n", want: "invalid-header" },
  { name: "an event id that is none", text: '{"event_id":"x"}\n', want: "invalid-header" },
  { name: "a dsn that is a number", text: '{"dsn":1}\n', want: "invalid-header" },
  { name: "an item header without a type", text: `${HEAD}{"length":2}\n{}`, want: "invalid-item-header" },
  { name: "a type that is a number", text: `${HEAD}{"type":1}\n{}`, want: "invalid-item-header" },
  { name: "an item header that is no JSON", text: `${HEAD}event\n{}`, want: "invalid-item-header" },
  { name: "a length larger than the rest", text: `${HEAD}{"type":"event","length":3}\n{}`, want: "unexpected-end" },
  { name: "a length smaller than the payload", text: `${HEAD}{"type":"event","length":1}\n{}`, want: "missing-newline" },
  { name: "a length in characters", text: `${HEAD}{"type":"event","length":5}\n{"ü"}\n`, want: "missing-newline" },
  { name: "a negative length", text: `${HEAD}{"type":"event","length":-1}\n{}`, want: "invalid-item-header" },
  { name: "a length with a fraction", text: `${HEAD}{"type":"event","length":1.5}\n{}`, want: "invalid-item-header" },
  { name: "a length in quotes", text: `${HEAD}{"type":"event","length":"2"}\n{}`, want: "invalid-item-header" },
  {
    name: "a malformed item after a sound one",
    text: `${HEAD}{"type":"event"}\n{}\n{"length":2}\n{}`,
    want: "invalid-item-header",
  },
  { name: "a header line of 100 KB", text: `{"a":"${"x".repeat(100_000)}"}\n`, want: "invalid-header" },
  { name: "a header nested ten thousand deep", text: `${"[".repeat(10_000)}\n`, want: "invalid-header" },
  {
    name: "30 items with headers of 10 KB",
    text: `{}\n${`{"type":"x","a":"${"x".repeat(10_000)}"}\n\n`.repeat(30)}`,
    want: "too-many-items",
  },
  { name: "1,001 items", text: `{}\n${'{"type":"x"}\n\n'.repeat(1_001)}`, want: "too-many-items" },
];
for (const { name, text, want } of framing) {
  test(`an envelope is taken apart: ${name}`, () => assert.deepEqual(read(text), want));
}

test("the header's fields are read, unsound ones that decide nothing are passed over, and the last of two wins", () => {
  const dsn = "https://9f2c7a51d3e84b60a1c5f7e8d2b3a4c6@errors.example/42";
  const parsed = parseEnvelope(
    bytes(
      `{"event_id":"x","event_id":"${ID.toUpperCase()}","sent_at":7,"sent_at":"2026-11-22T00:00:00Z","sdk":[],"trace":{"a":1},"dsn":"${dsn}"}`,
    ),
  );
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.header, {
    eventId: ID,
    dsn: { publicKey: "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6", projectId: 42, host: "errors.example" },
    sentAt: "2026-11-22T00:00:00Z",
    trace: { a: 1 },
  });
});

test("payloads are views and not copies", () => {
  const whole = bytes(`${HEAD}{"type":"event","length":2}\n{}`);
  const parsed = parseEnvelope(whole);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.items[0]?.payload.buffer, whole.buffer);
});

const anyItem = fc.record({
  type: fc.constantFrom("event", "attachment", "session", "a new type", "__proto__"),
  payload: fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
  hasLength: fc.boolean(),
});

test("what was framed is read back, whatever the payloads hold", () => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 6 }), fc.boolean(), (items, endsWithNewline) => {
      const framed = items.map(({ type, payload, hasLength }) => {
        const needsLength = hasLength || payload.includes(0x0a);
        const head = JSON.stringify({ type, ...(needsLength && { length: payload.length }) });
        return Buffer.concat([bytes(`\n${head}\n`), payload]);
      });
      const whole = Buffer.concat([bytes("{}"), ...framed, bytes(endsWithNewline ? "\n" : "")]);
      assert.deepEqual(
        read(whole),
        items.map(({ type, payload }) => [type, payload.toString("latin1")]),
      );
    }),
  );
});

test("any bytes whatever give an answer, and no payload lies outside them", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array)),
    fc
      .constantFrom('{"type":"event"}', '{"type":"attachment","length":', "3", "}", "\n", "\r\n", "{}", " ", "\uFEFF", '"')
      .map(bytes),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const whole = Buffer.concat([bytes("{}\n"), ...pieces]);
      const parsed = parseEnvelope(whole);
      if (!parsed.ok) return;
      const total = parsed.value.items.reduce((sum, { payload }) => sum + payload.length, 0);
      assert.ok(total <= whole.length);
    }),
  );
});

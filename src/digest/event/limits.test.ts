import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject } from "../../protocol/json.ts";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §5; row 68 of its §12. */
const frame = (index: number, inApp: boolean) => ({
  function: `f${index}`,
  filename: "a.py",
  in_app: inApp,
  context_line: "x",
  pre_context: ["a"],
  post_context: ["b"],
  vars: { index },
});

test("of 600 frames the newest 250 stay", () => {
  const frames = Array.from({ length: 600 }, (_, index) => frame(index, true));
  const { event } = digestedPayload({ exception: [{ type: "E", stacktrace: { frames } }] });
  const kept = event.exception?.values[0]?.stacktrace?.frames ?? [];
  assert.deepEqual([kept.length, kept[0]?.function, kept.at(-1)?.function], [250, "f350", "f599"]);
  const meta = { exception: { values: { 0: { stacktrace: { frames: { "": { rem: [["!limit", "x"]], len: 600 } } } } } } };
  assert.deepEqual(event["_meta"], meta);
});

test("beyond 50 frames the others lose source and variables, library frames first, both ends of a stack last", () => {
  const frames = Array.from({ length: 120 }, (_, index) => frame(index, index % 4 === 0));
  const { event } = digestedPayload({ stacktrace: { frames } });
  const kept = event.stacktrace?.frames ?? [];
  const full = kept.filter(({ vars }) => vars !== undefined);
  assert.equal(full.length, 50);
  assert.equal(full.filter(({ in_app: inApp }) => inApp).length, 30);
  assert.deepEqual([kept[1]?.vars, kept[119]?.vars, kept[61]?.vars], [{ index: 1 }, { index: 119 }, undefined]);
  assert.equal(kept[61]?.context_line, "x");
});

const texts = [
  {
    name: "exception type",
    payload: (text: string) => ({ exception: [{ type: text }] }),
    at: ["exception", "values", "0", "type"],
    max: 256,
  },
  {
    name: "exception value",
    payload: (text: string) => ({ exception: [{ type: "E", value: text }] }),
    at: ["exception", "values", "0", "value"],
    max: 8_192,
  },
  { name: "message", payload: (text: string) => ({ message: text }), at: ["logentry", "formatted"], max: 8_192 },
  { name: "transaction", payload: (text: string) => ({ transaction: text }), at: ["transaction"], max: 200 },
  { name: "logger", payload: (text: string) => ({ logger: text }), at: ["logger"], max: 64 },
  { name: "server name", payload: (text: string) => ({ server_name: text }), at: ["server_name"], max: 256 },
  { name: "user id", payload: (text: string) => ({ user: { id: text } }), at: ["user", "id"], max: 128 },
  { name: "address", payload: (text: string) => ({ request: { url: text } }), at: ["request", "url"], max: 2_048 },
  {
    name: "breadcrumb message",
    payload: (text: string) => ({ breadcrumbs: [{ message: text }] }),
    at: ["breadcrumbs", "values", "0", "message"],
    max: 8_192,
  },
];
for (const { name, payload, at, max } of texts) {
  test(`${name}: ${max} characters stay, one more is cut and noted`, () => {
    const fits = digestedPayload(payload("😀".repeat(max))).event;
    assert.equal(dig(fits, at), "😀".repeat(max));
    assert.equal(fits["_meta"], undefined);

    const { event } = digestedPayload(payload("😀".repeat(max + 1)));
    assert.equal(dig(event, at), `${"😀".repeat(max - 3)}...`);
    assert.deepEqual(dig(event["_meta"], [...at, ""]), { rem: [["!limit", "s", max - 3, max]], len: 2 * (max + 1) });
  });
}

test("one large extra value costs only itself", () => {
  const { event } = digestedPayload({
    extra: { big: "x".repeat(100_000), list: Array.from({ length: 20_000 }, () => 1), small: 1 },
  });
  const extra = event.extra ?? {};
  assert.equal(String(extra["big"]).length, 16 * 1_024);
  assert.ok(String(extra["big"]).endsWith("..."));
  assert.ok(Array.isArray(extra["list"]) && extra["list"].length < 5_000);
  assert.equal(extra["small"], 1);
});

test("what nests too deep is shown as JSON", () => {
  const deep = { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } };
  const { event } = digestedPayload({ extra: deep });
  assert.deepEqual(event.extra, { a: { b: { c: { d: { e: { f: { g: '{"h":1}' } } } } } } });
});

test("a bag that is too large loses its last members, and says so", () => {
  const vars = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`name${index}`, "x".repeat(50)]));
  const { event } = digestedPayload({ stacktrace: { frames: [{ function: "f", vars }] } });
  const kept = Object.keys(event.stacktrace?.frames[0]?.vars ?? {});
  assert.ok(kept.length > 30 && kept.length < 40);
  assert.equal(kept[0], "name0");
  assert.deepEqual(dig(event["_meta"], ["stacktrace", "frames", "0", "vars", ""]), { rem: [["!limit", "x"]], len: 100 });
});

test("the last 100 breadcrumbs and the last 100 exceptions stay", () => {
  const numbered = Array.from({ length: 150 }, (_, index) => ({ type: `t${index}` }));
  const { event } = digestedPayload({ breadcrumbs: numbered, exception: numbered });
  assert.deepEqual([event.breadcrumbs?.values.length, event.breadcrumbs?.values.at(-1)?.type], [100, "t149"]);
  assert.deepEqual([event.exception?.values.length, event.exception?.values[0]?.type], [100, "t50"]);
});

test("of many threads the crashed one and the current one stay", () => {
  const threads = Array.from({ length: 900 }, (_, id) => ({ id, crashed: id === 800, current: id === 850 }));
  const kept = digestedPayload({ threads }).event.threads?.values ?? [];
  assert.equal(kept.length, 500);
  assert.deepEqual(
    kept.slice(-2).map(({ id }) => id),
    ["800", "850"],
  );
});

test("errors are bounded, and repeat no more than the start of a value", () => {
  const { event } = digestedPayload({ tags: Array.from({ length: 5_000 }, () => "x".repeat(10_000)) });
  assert.equal(event.errors?.length, 100);
  assert.ok(JSON.stringify(event).length < 30_000);
});

function dig(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isJsonObject(at as never) ? Reflect.get(at as object, key) : undefined;
  }
  return at;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_RULES } from "../../project/event-rules.ts";
import { digestEvent } from "./digest-event.ts";
import { digestedPayload, EVENT_DEPS, itemOf } from "./test-captures.ts";

test("what is no JSON object is invalid", () => {
  for (const text of ["", "x", "[]", "null", '{"a":', `{"a":${"[".repeat(500)}${"]".repeat(500)}}`]) {
    assert.deepEqual(digestEvent(itemOf(text), EVENT_DEPS), { kind: "invalid", reason: "invalid_json" });
  }
});

test("a transaction is counted and not kept", () => {
  const result = digestEvent(itemOf({ type: "transaction", spans: [] }), EVENT_DEPS);
  assert.deepEqual(result, { kind: "filtered", reason: "unsupported-item", category: "transaction" });
});

test("a health check among the transactions says so, unless a project wants to know of them", () => {
  const check = itemOf({ type: "transaction", transaction: "GET /healthz" });
  const filtered = { kind: "filtered", category: "transaction" };
  assert.deepEqual(digestEvent(check, EVENT_DEPS), { ...filtered, reason: "filtered-transaction" });
  const deps = { ...EVENT_DEPS, rulesOf: () => ({ ...DEFAULT_RULES, healthChecks: false }) };
  assert.deepEqual(digestEvent(check, deps), { ...filtered, reason: "unsupported-item" });
});

test("a project's filter drops an event before it is scrubbed, and another project's does not", () => {
  const rules = { ...DEFAULT_RULES, errorMessages: ["*password*"], dataScrubber: false };
  const deps = { ...EVENT_DEPS, rulesOf: (projectId: number) => (projectId === 42 ? rules : DEFAULT_RULES) };
  const payload = { message: "no password given", extra: { password: "x" } };
  assert.deepEqual(digestEvent(itemOf(payload), deps), { kind: "filtered", reason: "error-message", category: "error" });
  const kept = digestEvent(itemOf({ ...payload, message: "y" }), deps);
  assert.ok(kept.kind === "event" && kept.event.event.extra?.["password"] === "x");
  const other = digestEvent(itemOf(payload, { projectId: 7 }), deps);
  assert.ok(other.kind === "event" && other.event.event.extra?.["password"] === "[Filtered]");
});

test("the id of the door rules over the payload's", () => {
  assert.equal(digestedPayload({ event_id: "b".repeat(32) }, { eventId: "c".repeat(32) }).event.event_id, "c".repeat(32));
});

test("an event without an SDK has the envelope's, else the client's, else the user agent's", () => {
  const sdkOf = (origin: object) => digestedPayload({}, origin).event.sdk;
  assert.deepEqual(sdkOf({ sdk: { name: "a", version: "1" }, client: "b/2" }), { name: "a", version: "1" });
  assert.deepEqual(sdkOf({ client: "raven-python/5.0", userAgent: "curl/8" }), { name: "raven-python", version: "5.0" });
  assert.deepEqual(sdkOf({ userAgent: "curl/8.1" }), { name: "curl", version: "8.1" });
  assert.equal(sdkOf({}), undefined);
});

// Hostile payloads ----------------------------------------------------------------------------------------------------

/** Names that mean something to the digest, so that chance reaches its every corner. */
const NAMES =
  "exception values type value stacktrace frames filename abs_path function module lineno in_app vars threads crashed current id message logentry formatted params breadcrumbs data timestamp level category request url headers cookies query_string env user ip_address email contexts os device trace tags extra modules fingerprint checksum sdk name version settings infer_ip packages debug_meta images errors _meta release environment dist platform transaction culprit logger mechanism handled synthetic meta posix_signal password token __proto__ constructor toString length".split(
    " ",
  );
const TEXTS = [
  "",
  "{{auto}}",
  "{{ default }}",
  "%s %(a)s {} {0}",
  "Bearer x",
  "4111111111111111",
  "//a:b@c",
  "NaN",
  "\0",
  "\ud800",
  "😀",
  "a".repeat(500),
  "2026-11-24T12:00:00Z",
  "javascript",
  "native",
  "http://a/b?c#d",
  "-----BEGIN PRIVATE KEY-----",
];

const { json } = fc.letrec<{ readonly json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, depthIdentifier: "json" },
    fc.oneof(
      fc.constantFrom(...TEXTS),
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("json"), { maxLength: 5, depthIdentifier: "json" }),
    fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string()), tie("json"), {
      maxKeys: 8,
      depthIdentifier: "json",
    }),
  ),
}));

/** Half of the events look like events: known names at the top and below. */
const event = fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 12 });

test("no event throws, grows, or comes out as what it may not be", () => {
  fc.assert(
    fc.property(event, (payload) => {
      const text = JSON.stringify(payload);
      const { kind, ...rest } = digestEvent(itemOf(text), EVENT_DEPS);
      if (kind !== "event") return;
      const stored = JSON.stringify(rest);
      assert.ok(stored.length <= 8 * text.length + 20_000, `${text.length} characters became ${stored.length}`);
      assert.ok(stored.isWellFormed() && !stored.includes(String.raw`\ud8`) && !stored.includes(String.raw`\u0000`));
      assert.match(stored, /"signature":"[0-9a-f]{32}"/);
    }),
    { numRuns: 1_500 },
  );
});

test("no bytes throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => void digestEvent({ ...itemOf(""), payload }, EVENT_DEPS)),
  );
});

const megabytes = [
  {
    name: "one long text everywhere",
    payload: { message: "a ".repeat(500_000), exception: [{ type: "x".repeat(500_000), value: "y ".repeat(500_000) }] },
  },
  {
    name: "100,000 tags",
    payload: { tags: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`t${index}`, index])) },
  },
  { name: "100,000 frames", payload: { stacktrace: { frames: Array.from({ length: 100_000 }, () => ({ lineno: 1 })) } } },
  { name: "100,000 exceptions", payload: { exception: Array.from({ length: 100_000 }, () => ({ type: "a" })) } },
  {
    name: "100,000 contexts",
    payload: { contexts: Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`c${index}`, { a: 1 }])) },
  },
  {
    name: "100,000 bad values",
    payload: {
      fingerprint: Array.from({ length: 100_000 }, () => []),
      errors: Array.from({ length: 100_000 }, () => ({ type: "a" })),
    },
  },
  {
    name: "a template with many places",
    payload: { logentry: { message: "%(a)s".repeat(100_000), params: { a: "x".repeat(1_000) } } },
  },
  { name: "a million brackets as text", payload: { request: { data: "[".repeat(1_000_000) } } },
  {
    name: "annotations without end",
    payload: {
      _meta: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`m${index}`, { "": { rem: [["a", "x"]] } }])),
    },
  },
];
for (const { name, payload } of megabytes) {
  test(`stays small: ${name}`, () => assert.ok(JSON.stringify(digestedPayload(payload)).length < 400_000));
}

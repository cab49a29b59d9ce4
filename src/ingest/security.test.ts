import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parseEnvelope } from "../protocol/envelope.ts";
import type { TestDoor } from "./test-door.ts";
import { K, K43, openDoor } from "./test-door.ts";

const PATH = `/api/42/security/?sentry_key=${K}&sentry_release=shop%402.0&sentry_environment=staging`;
const CSP = { "content-type": "application/csp-report" };
const legacy = JSON.stringify({ "csp-report": { "violated-directive": "img-src", "blocked-uri": "https://a.example/x.png" } });
const reported = (directive: string) => ({ type: "csp-violation", age: 5, body: { effectiveDirective: directive } });

/** Items of the last request that was kept. */
function itemsOf(door: TestDoor) {
  const parsed = parseEnvelope(door.logged.at(-1)?.body ?? new Uint8Array());
  assert.ok(parsed.ok);
  return parsed.value.items.map(({ type, header, payload }) => {
    const body: unknown = JSON.parse(Buffer.from(payload).toString());
    return { type, header, body };
  });
}

test("a report is kept as it came, with what the query says of the page", async () => {
  await using door = await openDoor();
  const answer = await door.send({ path: PATH, headers: CSP, body: legacy });
  assert.deepEqual([answer.status, answer.body.length], [200, 0]);
  const [item] = itemsOf(door);
  assert.equal(item?.type, "raw_security");
  assert.deepEqual([item.header["sentry_release"], item.header["sentry_environment"]], ["shop@2.0", "staging"]);
  assert.deepEqual(item.body, JSON.parse(legacy));
  assert.match(door.logged[0]?.eventId ?? "", /^[0-9a-f]{32}$/);
  assert.equal(answer.headers["access-control-allow-origin"], "*");
});

test("of a list of reports each becomes an event of its own", async () => {
  await using door = await openDoor();
  const body = JSON.stringify([reported("img-src"), { type: "network-error", body: {} }, reported("font-src")]);
  const answer = await door.send({ path: PATH, headers: { "content-type": "application/reports+json" }, body });
  assert.equal(answer.status, 200);
  assert.deepEqual(
    itemsOf(door).map(({ type, body: report }) => [type, report]),
    [
      ["raw_security", reported("img-src")],
      ["nel", { type: "network-error", body: {} }],
      ["raw_security", reported("font-src")],
    ],
  );
  const [logged] = door.logged;
  assert.deepEqual(Object.keys(logged?.generatedIds ?? {}), ["2"]);
  assert.notEqual(logged?.generatedIds?.["2"], logged?.eventId);
});

const cases = [
  {
    name: "a type that is no report's",
    headers: { "content-type": "text/html" },
    body: legacy,
    status: 415,
    reason: "content_type",
  },
  { name: "an empty body", headers: CSP, body: "", status: 400, reason: "no_data" },
  { name: "what is no JSON", headers: CSP, body: "not json", status: 400, reason: "invalid_json" },
  { name: "a list of texts", headers: CSP, body: '["x"]', status: 400, reason: "invalid_json" },
  { name: "JSON nested without end", headers: CSP, body: "[".repeat(100_000), status: 400, reason: "invalid_json" },
  {
    name: "more reports than a page has",
    headers: CSP,
    body: JSON.stringify(Array.from({ length: 101 }, () => ({}))),
    status: 413,
    reason: "too_large:raw_security",
  },
];
for (const { name, headers, body, status, reason } of cases) {
  test(`${name} is refused with ${status}, and counted`, async () => {
    await using door = await openDoor();
    const answer = await door.send({ path: PATH, headers, body });
    assert.equal(answer.status, status);
    assert.equal(door.logged.length, 0);
    assert.deepEqual(
      door.outcomes.map((outcome) => [outcome.category, outcome.kind, outcome.reason]),
      [["security", "invalid", reason]],
    );
  });
}

test("a report needs its key in the address, and the key its project", async () => {
  await using door = await openDoor();
  for (const [path, status] of [
    ["/api/42/security/", 401],
    ["/api/42/security/?sentry_release=1", 401],
    [`/api/42/security/?sentry_key=${K43}`, 403],
    [`/api/v4/error_tracking/collector/42/security/?sentry_key=${K43}`, 404],
  ] as const) {
    assert.equal((await door.send({ path, headers: CSP, body: legacy })).status, status, path);
  }
});

test("a type with parameters, none at all, the older path and a compressed body are all taken", async () => {
  await using door = await openDoor();
  for (const [path, headers, body] of [
    [PATH, { "content-type": "Application/CSP-Report; charset=utf-8" }, legacy],
    [PATH, {}, legacy],
    [`/api/42/csp-report?sentry_key=${K}`, CSP, legacy],
    [PATH, { ...CSP, "content-encoding": "gzip" }, gzipSync(legacy)],
    [PATH, CSP, "[]"],
  ] as const) {
    assert.equal((await door.send({ path, headers, body })).status, 200);
  }
  // A list of nothing is nothing to keep.
  assert.equal(door.logged.length, 4);
});

test("GET on the address of reports says what to use", async () => {
  await using door = await openDoor();
  const answer = await door.send({ method: "GET", path: PATH });
  assert.deepEqual([answer.status, answer.headers.allow], [405, "POST, OPTIONS"]);
});

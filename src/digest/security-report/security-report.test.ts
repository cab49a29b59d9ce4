import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { groupingV1 } from "../../grouping/v1/v1.ts";
import { DEFAULT_RULES } from "../../project/event-rules.ts";
import { digestedWhole, envelopeOf, idOf, logged, RECEIVED_MS, recordsOf } from "../test-log.ts";

const deps = { grouping: groupingV1, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES };
const DOCUMENT = "https://shop.example/cart?token=abc#top";

function digest(report: unknown, header: object = {}) {
  const body = envelopeOf([[{ type: "raw_security", ...header }, JSON.stringify(report)]]);
  return digestedWhole(recordsOf(logged(body, { clientIp: "192.0.2.7", userAgent: "Mozilla/5.0 (X11)" })), deps);
}

function eventOf(report: unknown, header: object = {}) {
  const [digested] = digest(report, header).events;
  assert.ok(digested !== undefined);
  return digested;
}

const legacy = (fields: object) => ({
  "csp-report": { "document-uri": DOCUMENT, "effective-directive": "script-src-elem", ...fields },
});
const modern = (fields: object) => ({
  type: "csp-violation",
  age: 60_000,
  url: DOCUMENT,
  user_agent: "Firefox/150",
  body: { documentURL: DOCUMENT, effectiveDirective: "script-src-elem", ...fields },
});

test("a report becomes an event of type csp that says what was blocked, where and for whom", () => {
  const { event, title, culprit, userKey } = eventOf(
    legacy({
      "blocked-uri": "https://cdn.example/x.js?key=1",
      "violated-directive": "script-src 'self'",
      referrer: "https://search.example/?q=1",
      "line-number": "12",
      "column-number": 3,
      "script-sample": "",
    }),
    { sentry_release: "shop@2.0", sentry_environment: "staging" },
  );
  assert.deepEqual([title, culprit], ["Blocked 'script' from 'cdn.example'", "script-src 'self'"]);
  assert.deepEqual([event.type, event.logger, event.release, event.environment], ["csp", "csp", "shop@2.0", "staging"]);
  assert.equal(event.user?.ip_address, "192.0.2.7");
  assert.ok(userKey !== undefined);
  assert.equal(event.request?.url, "https://shop.example/cart");
  assert.deepEqual(event.request.query_string, [["token", "[Filtered]"]]);
  assert.deepEqual(event.request.headers, [
    ["User-Agent", "Mozilla/5.0 (X11)"],
    ["Referer", "https://search.example/"],
  ]);
  assert.deepEqual(event.csp, {
    effective_directive: "script-src-elem",
    violated_directive: "script-src 'self'",
    blocked_uri: "https://cdn.example/x.js",
    document_uri: "https://shop.example/cart",
    referrer: "https://search.example/",
    line_number: 12,
    column_number: 3,
  });
  assert.equal(event.errors, undefined);
});

test("both spellings of a report give the same event, but for what only one of them says", () => {
  const fields = {
    "blocked-uri": "https://cdn.example/x.js",
    "status-code": 200,
    "source-file": "https://shop.example/app.js",
  };
  const old = eventOf(legacy(fields));
  const young = eventOf(
    modern({ blockedURL: "https://cdn.example/x.js", statusCode: 200, sourceFile: "https://shop.example/app.js" }),
  );
  assert.deepEqual(old.event.csp, young.event.csp);
  assert.equal(old.signature, young.signature);
  assert.equal(young.event.timestamp, RECEIVED_MS / 1_000 - 60);
  assert.deepEqual(young.event.request?.headers, [["User-Agent", "Firefox/150"]]);
});

const titles = [
  { blocked: "inline", directive: "style-src-attr", want: "Blocked inline 'style'" },
  { blocked: "eval", directive: "script-src", want: "Blocked eval 'script'" },
  { blocked: "self", directive: "img-src", want: "Blocked 'img' from 'self'" },
  { blocked: "https://shop.example/own.png", directive: "img-src", want: "Blocked 'img' from 'self'" },
  { blocked: "data", directive: "font-src", want: "Blocked 'font' from 'data'" },
  { blocked: "data:text/html,secret", directive: "frame-src", want: "Blocked 'frame' from 'data'" },
  { blocked: "https://pay.example:8443/a", directive: "form-action", want: "Blocked 'form-action' from 'pay.example:8443'" },
  { blocked: "constructor", directive: "script-src", want: "Blocked 'script' from 'constructor'" },
  { blocked: undefined, directive: "default-src", want: "Blocked 'default' from 'self'" },
];
for (const { blocked, directive, want } of titles) {
  test(`${directive} that blocked ${blocked ?? "what the browser does not say"} reads: ${want}`, () => {
    const { title } = eventOf(legacy({ "blocked-uri": blocked, "effective-directive": directive }));
    assert.equal(title, want);
  });
}

const invalid = [
  {
    name: "a directive that no policy has",
    report: legacy({ "effective-directive": "free-beer" }),
    want: ["invalid", "security_report"],
  },
  { name: "a report without a directive", report: { "csp-report": {} }, want: ["invalid", "security_report"] },
  { name: "an object that is no report", report: { hello: 1 }, want: ["invalid", "security_report"] },
  { name: "a list", report: [], want: ["invalid", "invalid_json"] },
  { name: "a report of a crash", report: { type: "crash", body: {} }, want: ["filtered", "unsupported-item"] },
];
for (const { name, report, want } of invalid) {
  test(`${name} is counted as ${want.join(", ")}`, () => {
    const { events, outcomes } = digest(report);
    assert.equal(events.length, 0);
    assert.deepEqual(
      outcomes.map(({ category, kind, reason }) => [category, kind, reason]),
      [["security", ...want]],
    );
  });
}

test("fields of the wrong type are left out, never the report", () => {
  const { event } = eventOf(
    legacy({ "blocked-uri": 7, referrer: {}, "line-number": -1, "status-code": "x", "original-policy": ["a"] }),
  );
  assert.deepEqual(Object.keys(event.csp ?? {}), ["effective_directive", "violated_directive", "blocked_uri", "document_uri"]);
});

test("an event that a Relay made of a report is one of type csp too", () => {
  const body = envelopeOf([
    [{ type: "security" }, { csp: { effective_directive: "img-src", blocked_uri: "https://a.example/" }, message: "Blocked" }],
  ]);
  const [digested] = digestedWhole(recordsOf(logged(body, { eventId: idOf(5) })), deps).events;
  assert.deepEqual([digested?.event.type, digested?.event.event_id], ["csp", idOf(5)]);
});

test("what Chromium reports groups by directive and blocked origin", () => {
  const folder = new URL("../../../test/fixtures/sdk-captures/chromium-156/", import.meta.url);
  const found = readdirSync(folder)
    .sort()
    .map((file) => {
      const { bodyBase64 } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { bodyBase64: string };
      return eventOf(JSON.parse(Buffer.from(bodyBase64, "base64").toString()));
    });
  assert.deepEqual(
    found.map(({ title }) => title),
    [
      "Blocked 'style' from 'cdn.example.com'",
      "Blocked inline 'style'",
      "Blocked eval 'script'",
      "Blocked 'connect' from 'api.example.com'",
      "Blocked eval 'script'",
      "Blocked 'img' from 'localhost:1'",
      "Blocked 'frame' from 'widgets.example.com'",
    ],
  );
  assert.equal(new Set(found.map(({ signature }) => signature)).size, 6);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { parseEnvelope } from "../protocol/envelope.ts";
import { itemOfCheckIn } from "./check-in.ts";
import { NO_LIMITS } from "./limits.ts";
import type { TestRequest } from "./test-door.ts";
import { K, K43, openDoor } from "./test-door.ts";

/** Endpoints beside `envelope`, `store` and `security`, and the addresses under which these are found. */
const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const KEY = `sentry_key=${K}`;
const EVENT = `{"event_id":"${ID}","message":"old"}`;
const RAVEN = zlib.deflateSync(EVENT).toString("base64");
const dsnOf = (key: string, project: number) => `http://${key}@elsewhere.example/${project}`;
const tunnelled = (dsn: string) => `${JSON.stringify({ event_id: ID, dsn })}\n{"type":"event"}\n{"message":"x"}`;
const get = (path: string): TestRequest => ({ method: "GET", path });
const json = { "content-type": "application/json" };

type Row = TestRequest & {
  readonly name: string;
  readonly status: number;
  /** The answer, or the start of it. */
  readonly want?: string;
  readonly type?: string;
  /** What is kept is an event, or something else that has no id. */
  readonly keeps?: "event" | "check-in";
  /** Category, kind and reason of what was counted at the door. */
  readonly counts?: readonly string[];
};

const unsupported = (category: string) => [category, "filtered", "unsupported-item"];

const rows: readonly Row[] = [
  // The pixel form of old browser clients.
  {
    name: "pixel: plain JSON",
    ...get(`/api/42/store/?${KEY}&sentry_data=${encodeURIComponent(EVENT)}`),
    status: 200,
    type: "image/gif",
    want: "GIF89a",
    keeps: "event",
  },
  {
    name: "pixel: base64 of zlib",
    ...get(`/api/42/store/?${KEY}&sentry_data=${encodeURIComponent(RAVEN)}`),
    status: 200,
    type: "image/gif",
    want: "GIF89a",
    keeps: "event",
  },
  {
    name: "pixel: base64 that nobody escaped",
    ...get(`/api/42/store/?${KEY}&sentry_data=${RAVEN}`),
    status: 200,
    type: "image/gif",
    want: "GIF89a",
    keeps: "event",
  },
  {
    name: "pixel: the oldest address",
    ...get(`/api/store/?${KEY}&sentry_data=${encodeURIComponent(EVENT)}`),
    status: 200,
    type: "image/gif",
    want: "GIF89a",
    keeps: "event",
  },
  {
    name: "pixel: below a GitLab address",
    ...get(`/errortracking/api/v1/projects/42/store/?${KEY}&sentry_data=${encodeURIComponent(EVENT)}`),
    status: 200,
    type: "image/gif",
    keeps: "event",
  },
  {
    name: "pixel: without data",
    ...get(`/api/42/store/?${KEY}`),
    status: 400,
    want: '{"detail":"invalid request body',
    counts: ["error", "invalid", "payload"],
  },

  // Both shapes of GitLab's DSNs.
  ...["/api/v4/error_tracking/collector", "/errortracking/api/v1/projects"].flatMap((base): Row[] => [
    {
      name: `${base}: an envelope as SDKs send it`,
      path: `${base}/api/42/envelope/?${KEY}`,
      body: tunnelled(dsnOf(K, 42)),
      status: 200,
      want: `{"id":"${ID}"}`,
      keeps: "event",
    },
    {
      name: `${base}: a store request by hand`,
      path: `${base}/42/store?${KEY}`,
      body: EVENT,
      status: 200,
      want: `{"id":"${ID}"}`,
      keeps: "event",
    },
    {
      name: `${base}: a key of another project`,
      path: `${base}/42/store?sentry_key=${K43}`,
      body: EVENT,
      status: 404,
      counts: ["error", "invalid", "project_id"],
    },
    { name: `${base}: a key of nobody`, path: `${base}/42/store?sentry_key=${"a".repeat(32)}`, body: EVENT, status: 404 },
    {
      name: `${base}: an endpoint that is none`,
      path: `${base}/42/nothing?${KEY}`,
      body: EVENT,
      status: 404,
      want: '{"detail":"no such ingest endpoint',
    },
  ]),
  {
    name: "an endpoint that is none, of a project",
    path: `/api/42/nothing/?${KEY}`,
    body: EVENT,
    status: 404,
    want: '{"detail":"no such ingest endpoint',
  },

  // A tunnel: nothing but the envelope names the project.
  {
    name: "tunnel: an envelope",
    path: "/api/tunnel/",
    body: tunnelled(dsnOf(K, 42)),
    status: 200,
    want: `{"id":"${ID}"}`,
    keeps: "event",
  },
  {
    name: "tunnel: any path below, any query",
    path: "/api/tunnel/of/the/shop?o=1&p=2",
    body: tunnelled(dsnOf(K, 42)),
    status: 200,
    keeps: "event",
  },
  {
    name: "tunnel: a key of another project",
    path: "/api/tunnel",
    body: tunnelled(dsnOf(K43, 42)),
    status: 400,
    want: '{"detail":"project id header mismatch',
    counts: ["unknown", "invalid", "multi_project_id"],
  },
  { name: "tunnel: a key of nobody", path: "/api/tunnel", body: tunnelled(dsnOf("b".repeat(32), 42)), status: 403 },
  { name: "tunnel: no dsn", path: "/api/tunnel", body: `{}\n{"type":"event"}\n{}`, status: 401 },
  { name: "tunnel: GET", ...get("/api/tunnel"), status: 405 },

  // Check-ins by address.
  {
    name: "cron: GET with the key in the path",
    ...get(`/api/42/cron/nightly/${K}/?status=ok`),
    status: 202,
    want: "",
    keeps: "check-in",
  },
  {
    name: "cron: GET with the key in the query",
    ...get(`/api/42/cron/nightly?status=in_progress&${KEY}`),
    status: 202,
    keeps: "check-in",
  },
  {
    name: "cron: POST with an empty body",
    path: `/api/42/cron/nightly/${K}?status=error&duration=12.5`,
    status: 202,
    keeps: "check-in",
  },
  {
    name: "cron: POST with JSON",
    path: `/api/42/cron/nightly/${K}`,
    headers: json,
    body: '{"status":"ok"}',
    status: 202,
    keeps: "check-in",
  },
  {
    name: "cron: no status",
    ...get(`/api/42/cron/nightly/${K}`),
    status: 400,
    want: '{"detail":"invalid check-in: status',
    counts: ["monitor", "invalid", "invalid_json"],
  },
  {
    name: "cron: an id that is none",
    ...get(`/api/42/cron/nightly/${K}?status=ok&check_in_id=7`),
    status: 400,
    counts: ["monitor", "invalid", "invalid_json"],
  },
  { name: "cron: a key of nobody", ...get(`/api/42/cron/nightly/${"c".repeat(32)}?status=ok`), status: 403 },
  { name: "cron: two keys", ...get(`/api/42/cron/nightly/${K}?status=ok&sentry_key=${K43}`), status: 401 },
  { name: "cron: no key", ...get("/api/42/cron/nightly?status=ok"), status: 401 },

  // Reports of failed requests, and what OpenTelemetry sends.
  {
    name: "nel: a list",
    path: `/api/42/nel/?${KEY}`,
    headers: { "content-type": "application/reports+json" },
    body: '[{"type":"network-error","body":{}}]',
    status: 200,
    want: "",
    counts: unsupported("security"),
  },
  {
    name: "otlp: traces in JSON",
    path: `/api/42/integration/otlp/v1/traces?${KEY}`,
    headers: json,
    body: '{"resourceSpans":[]}',
    status: 200,
    want: "{}",
    type: "application/json",
    counts: unsupported("span"),
  },
  {
    name: "otlp: logs in protobuf",
    path: "/api/42/integration/otlp/v1/logs/",
    headers: { "x-sentry-auth": `sentry ${KEY}`, "content-type": "application/x-protobuf" },
    body: Buffer.from([10, 0]),
    status: 200,
    want: "",
    type: "application/x-protobuf",
    counts: unsupported("log_item"),
  },
  {
    name: "otlp: the older path, a body that says gzip and is none",
    path: `/api/42/otlp/v1/traces?${KEY}`,
    headers: { "content-encoding": "gzip" },
    body: "x",
    status: 200,
    counts: unsupported("span"),
  },
  { name: "otlp: no key", path: "/api/42/otlp/v1/traces", body: "x", status: 401 },
];
for (const { name, status, want = "", type, keeps, counts, ...request } of rows) {
  test(`${name}: ${status}`, async () => {
    await using door = await openDoor();
    const answer = await door.send(request);
    const text = answer.body.toString("latin1");
    assert.equal(answer.status, status, text);
    assert.ok(text.startsWith(want), text);
    if (type !== undefined) assert.equal(answer.headers["content-type"], type);
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.deepEqual(
      door.logged.map(({ projectId, eventId }) => [projectId, eventId]),
      keeps === undefined ? [] : [[42, keeps === "event" ? ID : undefined]],
    );
    assert.deepEqual(
      door.outcomes.map(({ category, kind, reason }) => [category, kind, reason]),
      counts === undefined ? [] : [counts],
    );
    assert.deepEqual(door.failures, []);
  });
}

test("a job over a limit is answered as ever, and counted", async () => {
  await using door = await openDoor({
    limits: { ...NO_LIMITS, ofKey: () => ({ retryAfterSeconds: 60, categories: [], scope: "key" }) },
  });
  const answer = await door.send(get(`/api/42/cron/nightly/${K}/?status=ok`));
  assert.equal(answer.status, 202);
  assert.deepEqual(
    door.outcomes.map(({ category, kind }) => [category, kind]),
    [["monitor", "rate-limited"]],
  );
});

test("a check-in by address is the item that an SDK would send", () => {
  const item = itemOfCheckIn(
    Buffer.from('{"monitor_config":{"schedule":{"type":"crontab","value":"0 0 * * *"}},"status":"ok","duration":2}'),
    "nightly",
    `sentry_key=${K}&status=error&environment=staging&check_in_id=${ID}`,
  );
  assert.ok(item.ok);
  assert.deepEqual(item.value.header, { type: "check_in" });
  assert.deepEqual(JSON.parse(Buffer.from(item.value.payload).toString()), {
    check_in_id: ID,
    monitor_slug: "nightly",
    status: "ok",
    duration: 2,
    environment: "staging",
    monitor_config: { schedule: { type: "crontab", value: "0 0 * * *" } },
  });
});

test("without an id a check-in is about the last one in progress", () => {
  const item = itemOfCheckIn(new Uint8Array(), "a b", "status=in_progress&duration=soon");
  assert.ok(item.ok);
  assert.deepEqual(JSON.parse(Buffer.from(item.value.payload).toString()), {
    check_in_id: "0".repeat(32),
    monitor_slug: "a b",
    status: "in_progress",
  });
});

test("what is made of another body is an envelope that anybody can read", async () => {
  await using door = await openDoor();
  await door.send({ path: `/api/42/security/?${KEY}`, headers: json, body: '{"csp-report":{"blocked-uri":"\\n"}}' });
  assert.ok(parseEnvelope(door.logged[0]?.body ?? new Uint8Array()).ok);
});

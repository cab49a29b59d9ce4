import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { LogWriteError } from "../log/log.ts";
import type { LogWriter } from "../log/log.ts";
import type { Category } from "../protocol/outcome.ts";
import { CATEGORIES } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import type { IngestLimits } from "./limits.ts";
import { NO_LIMITS } from "./limits.ts";
import { K, K43, K_OFF, NOW_MS, memoryLog, openDoor } from "./test-door.ts";

const H = { "x-sentry-auth": `Sentry sentry_key=${K}` };
const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const HOUR = NOW_MS / 3_600_000;
const EVENT_AND_SESSION = `{"event_id":"${ID}"}\n{"type":"event"}\n{}\n{"type":"session"}\n{}`;
const EVENT_AND_SPAN = `{"event_id":"${ID}"}\n{"type":"event"}\n{}\n{"type":"span"}\n{}`;
/** A limit on each of these categories, for half a minute. */
const limited = (...categories: readonly Category[]): IngestLimits => {
  const limitOf = (category: Category): RateLimit => ({ ...BY_KEY, retryAfterSeconds: 30, categories: [category] });
  return {
    ofKey: () => undefined,
    take: (_, category) => (categories.includes(category) ? limitOf(category) : undefined),
    inForce: (_, sent) => categories.filter((category) => sent.has(category)).map(limitOf),
  };
};
const BY_KEY = { scope: "key", reason: "key-limit" } as const;
const counted = { projectId: 42, keyId: 1, hour: HOUR };

test("a key that is limited is refused before its body is looked into", async () => {
  await using door = await openDoor({
    limits: {
      ...NO_LIMITS,
      ofKey: ({ id }) => (id === 1 ? { ...BY_KEY, retryAfterSeconds: 59.5, categories: [] } : undefined),
    },
  });
  const answer = await door.send({ headers: { ...H, "content-encoding": "gzip" }, body: Buffer.alloc(300_000) });
  assert.equal(answer.status, 429);
  assert.equal(answer.headers["retry-after"], "60");
  assert.equal(answer.headers["x-sentry-rate-limits"], "60::key:key-limit");
  // Some SDKs look the names up in exactly this spelling.
  assert.ok(answer.rawHeaders.includes("Retry-After") && answer.rawHeaders.includes("X-Sentry-Rate-Limits"));
  assert.deepEqual(door.outcomes, [
    { ...counted, category: "unknown", kind: "rate-limited", reason: "key-limit", quantity: 1 },
  ]);
});

test("a limit of one category refuses its items and keeps the others", async () => {
  await using door = await openDoor({
    limits: limited("session"),
  });
  const answer = await door.send({ headers: H, body: EVENT_AND_SESSION });
  assert.equal(answer.status, 429);
  assert.equal(answer.headers["x-sentry-rate-limits"], "30:session:key:key-limit");
  assert.deepEqual(
    door.logged.map(({ eventId, refusedItems }) => ({ eventId, refusedItems })),
    [{ eventId: ID, refusedItems: [1] }],
  );
  assert.deepEqual(door.outcomes, [
    { ...counted, category: "session", kind: "rate-limited", reason: "key-limit", quantity: 1 },
  ]);
});

test("when all that is kept is limited, nothing is logged and the rest is counted at the door", async () => {
  await using door = await openDoor({
    limits: limited("error"),
  });
  const answer = await door.send({ headers: H, body: EVENT_AND_SPAN });
  assert.equal(answer.status, 429);
  assert.deepEqual(door.logged, []);
  assert.deepEqual(door.outcomes, [
    { ...counted, category: "error", kind: "rate-limited", reason: "key-limit", quantity: 1 },
    { ...counted, category: "span", kind: "filtered", reason: "unsupported-item", quantity: 1 },
  ]);
});

test("an event over its quota is refused, and the session beside it is kept", async () => {
  await using door = await openDoor({
    limits: limited("error"),
  });
  const answer = await door.send({ headers: H, body: EVENT_AND_SESSION });
  assert.deepEqual([answer.status, answer.headers["x-sentry-rate-limits"]], [429, "30:error:key:key-limit"]);
  assert.deepEqual(
    door.logged.map(({ refusedItems }) => refusedItems),
    [[0]],
  );
});

test("a client report is never limited", async () => {
  await using door = await openDoor({ limits: limited(...CATEGORIES) });
  const answer = await door.send({ headers: H, body: '{}\n{"type":"client_report"}\n{}' });
  assert.equal(answer.status, 200);
  assert.equal(door.logged.length, 1);
  assert.deepEqual(door.outcomes, []);
});

test("a client report that is too large is dropped without a word, and what stands beside it is kept", async () => {
  await using door = await openDoor();
  const report = `{"type":"client_report"}\n{"x":"${"x".repeat(102_400)}"}`;
  const alone = await door.send({ headers: H, body: `{}\n${report}` });
  assert.deepEqual([alone.status, alone.json, door.logged.length], [200, {}, 0]);
  const beside = await door.send({ headers: H, body: `{}\n${report}\n{"type":"event"}\n{}` });
  assert.equal(beside.status, 200);
  assert.deepEqual(
    door.logged.map(({ refusedItems }) => refusedItems),
    [[0]],
  );
  assert.deepEqual(door.outcomes, []);
});

test("an SDK that sends what is not kept is told to stop, with 200 and nothing else", async () => {
  await using door = await openDoor();
  const switchedOff =
    "3600:transaction;span;profile;profile_chunk;profile_ui;profile_chunk_ui;replay;metric_bucket;trace_metric;log_item" +
    ":organization:not_kept";
  for (const type of ["transaction", "span", "profile", "profile_chunk", "replay_event", "replay_recording", "log", "statsd"]) {
    const answer = await door.send({ headers: H, body: `{}\n{"type":"${type}"}\n{}\n{"type":"event"}\n{}` });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["x-sentry-rate-limits"], switchedOff, type);
    assert.equal(answer.headers["retry-after"], undefined);
  }
  const stored = await door.send({ path: "/api/42/store/", headers: H, body: '{"type":"transaction"}' });
  assert.equal(stored.headers["x-sentry-rate-limits"], switchedOff);
  for (const type of ["event", "session", "attachment", "client_report", "raw_security", "of the future"]) {
    const answer = await door.send({ headers: H, body: `{}\n{"type":"${type}"}\n{}` });
    assert.equal(answer.headers["x-sentry-rate-limits"], undefined, type);
  }
});

test("a limit in force is all that a 429 speaks of", async () => {
  await using door = await openDoor({
    limits: limited("error"),
  });
  const answer = await door.send({ headers: H, body: '{}\n{"type":"event"}\n{}\n{"type":"transaction"}\n{}' });
  assert.equal(answer.status, 429);
  assert.deepEqual([answer.headers["retry-after"], answer.headers["x-sentry-rate-limits"]], ["30", "30:error:key:key-limit"]);
});

test("an envelope with nothing to keep is counted at the door, item by item", async () => {
  await using door = await openDoor();
  const items = [
    '{"type":"transaction"}\n{}',
    '{"type":"form_data","length":3}\nabc',
    '{"type":"log","item_count":7}\n{}',
    '{"type":"tomorrow"}\n{}',
  ];
  await door.send({ headers: H, body: ["{}", ...items].join("\n") });
  assert.deepEqual(door.logged, []);
  assert.deepEqual(
    door.outcomes.map(({ category, quantity }) => [category, quantity]),
    [
      ["transaction", 1],
      ["attachment", 3],
      ["log_item", 7],
      ["unknown", 1],
    ],
  );
});

test("an attachment that is too large is dropped and counted, and its event is kept", async () => {
  const large = 100 * 1024 * 1024 + 1;
  // Zeros are as good as any, and come in a body of 100 KB.
  const head = `{"event_id":"${ID}"}\n{"type":"event"}\n{}\n{"type":"attachment","length":${large}}\n`;
  await using door = await openDoor({ sizes: { maxEnvelopeBytes: 2 * large, maxRatio: 10_000 } });
  const body = zlib.gzipSync(Buffer.concat([Buffer.from(head), Buffer.alloc(large)]), { level: 1 });
  const answer = await door.send({ headers: { ...H, "content-encoding": "gzip" }, body });
  assert.deepEqual([answer.status, answer.json], [200, { id: ID }]);
  assert.deepEqual(
    door.logged.map(({ refusedItems }) => refusedItems),
    [[1]],
  );
  const tooLarge = { category: "attachment", kind: "invalid", reason: "too_large:attachment", quantity: large };
  assert.deepEqual(door.outcomes, [{ ...counted, ...tooLarge }]);
});

const refusals = [
  {
    name: "a broken envelope",
    path: "/api/42/envelope/",
    key: K,
    body: "[]",
    want: { ...counted, category: "unknown", kind: "invalid", reason: "invalid_envelope" },
  },
  {
    name: "a broken store body",
    path: "/api/42/store/",
    key: K,
    body: "{",
    want: { ...counted, category: "error", kind: "invalid", reason: "invalid_json" },
  },
  {
    name: "a key on another project's path",
    path: "/api/42/store/",
    key: K43,
    body: "{}",
    want: { projectId: 43, keyId: 2, hour: HOUR, category: "error", kind: "invalid", reason: "project_id" },
  },
  {
    name: "a key that is off",
    path: "/api/42/store/",
    key: K_OFF,
    body: "{}",
    want: { projectId: 42, keyId: 3, hour: HOUR, category: "error", kind: "invalid", reason: "project_id" },
  },
];
for (const { name, path, key, body, want } of refusals) {
  test(`a refused request is counted once, for the key that it named: ${name}`, async () => {
    await using door = await openDoor();
    await door.send({ path: `${path}?sentry_key=${key}`, body });
    assert.deepEqual(door.outcomes, [{ ...want, quantity: 1 }]);
  });
}

test("a key that nobody knows makes no count", async () => {
  await using door = await openDoor();
  await door.send({ path: `/api/42/store/?sentry_key=${"f".repeat(32)}`, body: "{}" });
  assert.deepEqual(door.outcomes, []);
});

test("row 97: a log that is too deep is 503 with words for the operator", async () => {
  await using door = await openDoor({ cannotKeep: () => "log-full" });
  const answer = await door.send({ headers: H, body: EVENT_AND_SESSION });
  assert.equal(answer.status, 503);
  assert.match(answer.headers["x-sentry-error"]?.toString() ?? "", /the operator must see why the digest lags/);
  assert.ok(Number(answer.headers["retry-after"]) > 0);
  assert.equal(door.outcomes[0]?.reason, "log-full");
});

test("a disk that is nearly full is 503, and says what is to be done", async () => {
  await using door = await openDoor({ cannotKeep: () => "disk-low" });
  const answer = await door.send({ headers: H, body: EVENT_AND_SESSION });
  assert.deepEqual([answer.status, answer.headers["retry-after"]], [503, "60"]);
  assert.match(answer.headers["x-sentry-error"]?.toString() ?? "", /nearly full: the operator must free space/);
  assert.deepEqual(
    door.outcomes.map(({ kind, reason }) => [kind, reason]),
    [["rate-limited", "disk-low"]],
  );
  assert.equal(door.logged.length, 0);
});

const failing = (error: Error): LogWriter => ({
  ...memoryLog([]),
  async append() {
    throw error;
  },
});
const logProblems = [
  { error: new LogWriteError("disk-full", "no space"), status: 503, words: /free space/, reason: "disk-full", tells: 1 },
  { error: new LogWriteError("io", "bad sector"), status: 503, words: /check the disk/, reason: "log-failed", tells: 1 },
  { error: new LogWriteError("closed", "closed"), status: 503, words: /stopping/, reason: "closing", tells: 0 },
  { error: new TypeError("a bug"), status: 500, words: /^internal error$/, reason: undefined, tells: 1 },
];
for (const { error, status, words, reason, tells } of logProblems) {
  test(`an append that fails (${error.message}) is ${status}, is told, and its items are counted`, async () => {
    await using door = await openDoor({ log: failing(error) });
    const answer = await door.send({ headers: H, body: EVENT_AND_SESSION });
    assert.equal(answer.status, status);
    assert.match(answer.headers["x-sentry-error"]?.toString() ?? "", words);
    assert.equal(door.failures.length, tells);
    const reasons = door.outcomes.map((outcome) => [outcome.category, outcome.reason]);
    assert.deepEqual(
      reasons,
      reason === undefined
        ? []
        : [
            ["error", reason],
            ["session", reason],
          ],
    );
  });
}

test("the answer waits until the log says that the request is durable", async () => {
  const synced = Promise.withResolvers<void>();
  const appended = Promise.withResolvers<void>();
  const log = memoryLog([]);
  await using door = await openDoor({
    log: {
      ...log,
      append(parts) {
        appended.resolve();
        return synced.promise.then(() => log.append(parts));
      },
    },
  });
  let isAnswered = false;
  const answering = door.send({ headers: H, body: EVENT_AND_SESSION }).then((answer) => {
    isAnswered = true;
    return answer;
  });
  await appended.promise;
  // Another request goes all the way while this one waits.
  await door.send({ headers: H, body: "{}" });
  assert.equal(isAnswered, false);
  synced.resolve();
  assert.equal((await answering).status, 200);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { findingsOf } from "./checks.ts";
import type { Answer, Facts, StoreFacts } from "./facts.ts";

const NOW_MS = Date.UTC(2026, 10, 25);
const GIB = 1024 ** 3;
const READY = { kind: "answered", status: 200, text: "ready\n", location: undefined, dateMs: NOW_MS } as const satisfies Answer;
const STORE = {
  kind: "read",
  sealedSecrets: 2,
  shutSecrets: 0,
  latestReceivedAtMs: NOW_MS - 1_000,
  quarantinedRequests: 0,
  failedJobs: 0,
  failedAlerts: 0,
  projectsToldByMail: 1,
} as const satisfies StoreFacts;
const DIRECTORY = { kind: "usable", path: "/data", isOpenToOthers: false, freeBytes: 50 * GIB } as const;
const CONFIG = {
  url: "https://errors.example.org",
  host: "127.0.0.1",
  port: 9000,
  trustedProxies: ["127.0.0.1"],
  hasMail: true,
};
const WELL: Facts = {
  nowMs: NOW_MS,
  config: CONFIG,
  directory: DIRECTORY,
  secretKey: "stored",
  store: STORE,
  isRunning: true,
  here: READY,
  outside: READY,
  load: { logDepthBytes: 1_000, digestLagMs: 200 },
  lastBackupAtMs: NOW_MS - 3_600_000,
};

function config(changed: Partial<Facts["config"]>): Partial<Facts> {
  return { config: { ...CONFIG, ...changed } };
}

function answer(changed: Partial<Extract<Answer, { kind: "answered" }>>): Answer {
  return { ...READY, ...changed };
}

/** What is changed of an installation that is well, and what is then found: checks, notes with a question mark. */
const CASES: readonly (readonly [string, Partial<Facts>, readonly string[]])[] = [
  ["nothing", {}, []],
  ["no directory", { directory: { kind: "missing", path: "/data" }, store: undefined, isRunning: false }, ["data-directory"]],
  ["no rights", { directory: { kind: "refused", path: "/data", why: "EACCES" }, store: undefined }, ["data-directory"]],
  ["rights of all", { directory: { ...DIRECTORY, isOpenToOthers: true } }, ["data-directory-rights"]],
  ["little room", { directory: { ...DIRECTORY, freeBytes: GIB } }, ["free-room?"]],
  ["no room", { directory: { ...DIRECTORY, freeBytes: 1_000 } }, ["free-room"]],
  ["a damaged store", { store: { kind: "unreadable", why: "not a database" } }, ["store"]],
  ["a newer store", { store: { kind: "other-version", found: 13, known: 12 } }, ["version"]],
  ["a server not restarted", { store: { kind: "other-version", found: 11, known: 12 } }, ["version"]],
  ["an upgrade to come", { store: { kind: "other-version", found: 11, known: 12 }, isRunning: false }, ["version?", "running"]],
  ["no key", { secretKey: "missing" }, ["secret-key"]],
  ["no key, and nothing that needs it", { secretKey: "missing", store: { ...STORE, sealedSecrets: 0 } }, ["secret-key"]],
  ["half a key", { secretKey: "damaged" }, ["secret-key"]],
  ["another key", { store: { ...STORE, shutSecrets: 1 } }, ["secret-key"]],
  [
    "a disk that is full",
    { here: answer({ status: 503, text: "disk" }), outside: answer({ status: 503, text: "disk" }) },
    ["ready"],
  ],
  ["a certificate of one's own", { outside: { kind: "failed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" } }, ["public-address"]],
  ["a silent firewall", { outside: { kind: "failed", code: "TIMEOUT" } }, ["public-address"]],
  ["a proxy that does not reach it", { outside: answer({ status: 502, text: "Bad Gateway" }) }, ["public-address"]],
  ["http that leads to https", { outside: answer({ status: 301, location: "https://a.example/readyz" }) }, ["public-address"]],
  ["no trusted proxy", config({ trustedProxies: [] }), ["trusted-proxies"]],
  ["no proxy at all", config({ url: "http://errors.lan:9000", host: "0.0.0.0", trustedProxies: [] }), []],
  ["a proxy that speaks http", config({ url: "http://errors.lan", trustedProxies: [] }), ["trusted-proxies"]],
  ["every IPv6 address trusted", config({ trustedProxies: ["::/0"] }), ["trusted-proxies"]],
  ["a deep log", { load: { logDepthBytes: 2 * GIB, digestLagMs: 0 } }, ["backlog"]],
  ["a digest that lags", { load: { logDepthBytes: 0, digestLagMs: 90_000 } }, ["backlog"]],
  ["requests set aside", { store: { ...STORE, quarantinedRequests: 3 } }, ["quarantine?"]],
  ["work given up", { store: { ...STORE, failedJobs: 2, failedAlerts: 1 } }, ["code-host-jobs?", "alert-deliveries?"]],
  ["a clock that went back", { store: { ...STORE, latestReceivedAtMs: NOW_MS + 120_000 } }, ["clock"]],
  ["clocks apart", { outside: answer({ dateMs: NOW_MS - 300_000 }) }, ["clock"]],
  ["no mail", config({ hasMail: false }), ["mail"]],
  ["no mail, and other channels", { ...config({ hasMail: false }), store: { ...STORE, projectsToldByMail: 0 } }, []],
  ["no backup", { lastBackupAtMs: undefined }, ["backup?"]],
  ["an old backup", { lastBackupAtMs: NOW_MS - 8 * 86_400_000 }, ["backup?"]],
];

test("each of the usual mistakes is found, and nothing else is", () => {
  for (const [what, changed, expected] of CASES) {
    const found = findingsOf({ ...WELL, ...changed });
    assert.deepEqual(
      found.map(({ check, level }) => `${check}${level === "note" ? "?" : ""}`),
      expected,
      what,
    );
    for (const { text, remedy } of found) assert.ok(text.length > 10 && remedy.length > 10, what);
  }
});

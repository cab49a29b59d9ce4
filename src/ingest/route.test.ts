import assert from "node:assert/strict";
import { test } from "node:test";
import { isIngestUrl, routeOf } from "./route.ts";

const envelope = { endpoint: "envelope", projectText: "42", isGitLab: false };
const store = { endpoint: "store", projectText: "42", isGitLab: false };
const cases = [
  { url: "/api/42/envelope/", want: envelope },
  { url: "/api/42/envelope?sentry_key=x/y", want: envelope },
  { url: "//api///42//envelope//", want: envelope },
  { url: "/api/42/store/", want: store },
  { url: "/api/store", want: { endpoint: "store", isGitLab: false } },
  { url: "/api/abc/store/", want: { ...store, projectText: "abc" } },
  { url: "/api/v4/error_tracking/collector/api/42/envelope/", want: { ...envelope, isGitLab: true } },
  { url: "/api/v4/error_tracking/collector/42/envelope", want: { ...envelope, isGitLab: true } },
  { url: "/errortracking/api/v1/projects/api/42/store/", want: { ...store, isGitLab: true } },
  { url: "/api/0/organizations/", want: undefined },
  { url: "/api/0/projects/acme/store/", want: undefined },
  { url: "/api/v4/projects/1/error_tracking/settings", want: undefined },
  { url: "/api/42/envelope/more", want: undefined },
  { url: "/api/42/security/?sentry_key=x", want: { ...envelope, endpoint: "security" } },
  { url: "/api/42/csp-report", want: { ...envelope, endpoint: "security" } },
  { url: "/api/v4/error_tracking/collector/42/security/", want: { ...envelope, endpoint: "security", isGitLab: true } },
  { url: "/api/42/nothing/", want: undefined },
  { url: "/api/42/minidump", want: { ...envelope, endpoint: "minidump" } },
  { url: "/api/42/unreal/k/", want: { ...envelope, endpoint: "unreal", keyText: "k" } },
  { url: "/api/42/events/e/attachments/", want: { ...envelope, endpoint: "attachments", part: "e" } },
  { url: "/api/42/cron/a%20b/k", want: { ...envelope, endpoint: "cron", part: "a b", keyText: "k" } },
  { url: "/api/42/cron/a%ff", want: { ...envelope, endpoint: "cron", part: "a%ff" } },
  { url: "/js-sdk-loader/abc_1.min.js", want: { endpoint: "loader", isGitLab: false, keyText: "abc_1" } },
  { url: "/js-sdk-loader/abc_1.js?x", want: { endpoint: "loader", isGitLab: false, keyText: "abc_1" } },
  { url: `/${"a".repeat(32)}.min.js`, want: { endpoint: "loader", isGitLab: false, keyText: "a".repeat(32) } },
  { url: "/theme.min.js", want: undefined },
  { url: "/js-sdk-loader/a/b.js", want: undefined },
  { url: "/api/embed/error-page/?dsn=x", want: { endpoint: "error-page", isGitLab: false } },
  { url: "/api/embed/store/", want: undefined },
  { url: "/api/0/envelope/", want: undefined },
  { url: "/api/v4/store", want: undefined },
  { url: "/", want: undefined },
  { url: "", want: undefined },
];
for (const { url, want } of cases) {
  test(`${url || "nothing"} is ${want === undefined ? "not ingest's" : want.endpoint}`, () =>
    assert.deepEqual(routeOf(url), want));
}

const owners = [
  { url: "/api/42/nothing", isOurs: true },
  { url: "/errortracking/api/v1/projects/42/nothing", isOurs: true },
  { url: "/api/v4/error_tracking/collector/42", isOurs: true },
  { url: "/api/0/projects/", isOurs: false },
  { url: "/api/v4/projects/1/error_tracking/settings", isOurs: false },
  { url: "/errortracking-page", isOurs: false },
  { url: "/", isOurs: false },
];
for (const { url, isOurs } of owners) {
  test(`${url} is ${isOurs ? "refused by ingest, and no page" : "others' to answer"}`, () =>
    assert.equal(isIngestUrl(url), isOurs));
}

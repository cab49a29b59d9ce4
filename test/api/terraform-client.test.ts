import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { Place } from "../clients/place.ts";
import { startPlace } from "../clients/place.ts";

/**
 * What the Terraform provider for Sentry asks, by its requests: it cannot be had here. Typed clients decode every field, so that a
 * number must be a number and a text no null. Teams, members and rules have suites of their own.
 * Source: reference sentry-web-api §2.3, §2.5 and §5.4.
 */
const Organization = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  dateCreated: z.string(),
  orgRoleList: z.array(
    z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()), minimumTeamRole: z.string() }),
  ),
  teamRoleList: z.array(z.object({ id: z.string() })),
});
const Project = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  platform: z.string(),
  color: z.string(),
  isPublic: z.boolean(),
  dateCreated: z.string(),
  features: z.array(z.string()),
  teams: z.array(z.object({ slug: z.string() })),
  organization: z.object({ slug: z.string() }),
  options: z.record(z.string(), z.unknown()),
  digestsMinDelay: z.number(),
  digestsMaxDelay: z.number(),
  resolveAge: z.number(),
  subjectPrefix: z.string(),
  allowedDomains: z.array(z.string()),
  securityToken: z.string(),
  verifySSL: z.boolean(),
  groupingEnhancements: z.string(),
  fingerprintingRules: z.string(),
  sensitiveFields: z.array(z.string()),
  safeFields: z.array(z.string()),
});
const Key = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  public: z.string(),
  secret: z.string(),
  projectId: z.number(),
  isActive: z.boolean(),
  rateLimit: z.object({ window: z.number(), count: z.number() }).nullable(),
  dsn: z.object({ public: z.string(), secret: z.string(), csp: z.string(), security: z.string(), minidump: z.string() }),
  browserSdkVersion: z.string(),
  dynamicSdkLoaderOptions: z.object({ hasReplay: z.boolean(), hasPerformance: z.boolean(), hasDebug: z.boolean() }),
  dateCreated: z.string().endsWith("Z"),
});

let place: Place;
before(async () => void (place = await startPlace()));
after(() => place[Symbol.asyncDispose]());

async function ask(method: string, path: string, status: number, body?: object): Promise<unknown> {
  const headers = { Authorization: `Bearer ${place.userToken}`, "Content-Type": "application/json" };
  const init = { method, headers, redirect: "manual" as const, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${place.url}/api/0${path}`, init);
  const text = await response.text();
  assert.equal(response.status, status, `${method} ${path}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

test("a plan starts: the server is well, and a wrong token is called one", async () => {
  await ask("GET", "/internal/health/", 200);
  const wrong = await fetch(`${place.url}/api/0/internal/health/`, { headers: { Authorization: `Bearer ${"0".repeat(64)}` } });
  assert.equal(wrong.status, 401);
  Organization.parse(await ask("GET", `/organizations/${place.organization}/`, 200));
  await ask("GET", `/organizations/${place.organization}/nothing-of-this-name/`, 404);
});

test("keys are made, limited, switched off, read back unchanged and deleted", async () => {
  const keys = `/projects/${place.organization}/${place.project}/keys/`;
  const made = Key.parse(await ask("POST", keys, 201, { name: "From a plan", rateLimit: { window: 3600, count: 100 } }));
  assert.deepEqual([made.name, made.rateLimit], ["From a plan", { window: 3600, count: 100 }]);
  const wish = { name: "Changed", isActive: false, rateLimit: null, dynamicSdkLoaderOptions: { hasDebug: true } };
  const changed = Key.parse(await ask("PUT", `${keys}${made.id}/`, 200, wish));
  assert.deepEqual([changed.name, changed.isActive, changed.rateLimit], ["Changed", false, null]);
  assert.equal(changed.dynamicSdkLoaderOptions.hasDebug, true);
  // A second plan must find nothing to change.
  assert.deepEqual(Key.parse(await ask("GET", `${keys}${made.id}/`, 200)), changed);
  assert.equal(z.array(Key).parse(await ask("GET", keys, 200)).length, 2);
  await ask("DELETE", `${keys}${made.id}/`, 204);
  await ask("GET", `${keys}${made.id}/`, 404);
});

test("a project is read whole, renamed, and deleted", async () => {
  const path = `/projects/${place.organization}/${place.project}/`;
  Project.parse(await ask("GET", path, 200));
  assert.equal(Project.parse(await ask("PUT", path, 200, { name: "Renamed" })).name, "Renamed");
  assert.equal(Project.parse(await ask("GET", path, 200)).name, "Renamed");
  await ask("GET", `/organizations/${place.organization}/repos/`, 200);
  const deleted = await fetch(`${place.url}/api/0${path}`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${place.userToken}` },
  });
  assert.ok([202, 204].includes(deleted.status), String(deleted.status));
  await ask("GET", path, 404);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { Place } from "../clients/place.ts";
import { startPlace } from "../clients/place.ts";

/**
 * What the Terraform provider for Sentry asks, by its requests: it cannot be had here. Typed clients decode every field, so that a
 * number must be a number and a text no null; the provider takes one status of each answer, and fails when what it wrote does not come
 * back. Source: reference sentry-web-api §2.3 to §2.5, §2.11 and §5.4, and the requests of jianyuan/sentry 0.14.
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
/** As the provider reads it where it looks at nothing but the status. */
const ProjectTeams = z.object({ slug: z.string(), teams: z.array(z.object({ slug: z.string() })) });
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

const Team = z.object({ id: z.string(), slug: z.string(), name: z.string(), hasAccess: z.boolean(), isMember: z.boolean() });
const Member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  pending: z.boolean(),
  expired: z.boolean(),
  orgRole: z.string(),
  teamRoles: z.array(z.object({ teamSlug: z.string(), role: z.null() })),
});
const Rule = z.object({
  id: z.string(),
  name: z.string(),
  projects: z.array(z.string()),
  actionMatch: z.string(),
  filterMatch: z.string(),
  frequency: z.number(),
  environment: z.string().nullable(),
  owner: z.null(),
  conditions: z.array(z.looseObject({ id: z.string() })),
  filters: z.array(z.looseObject({ id: z.string() })),
  actions: z.array(z.looseObject({ id: z.string(), fallthroughType: z.string().optional() })),
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

test("a plan of a team and its project is made as written, read unchanged, changed and taken down again", async () => {
  const teams = `/organizations/${place.organization}/teams/`;
  const team = Team.parse(await ask("POST", teams, 201, { name: "Platform", slug: "platform" }));
  assert.deepEqual(Team.parse(await ask("GET", `/teams/${place.organization}/platform/`, 200)), team);
  await ask("POST", teams, 201, { name: "Second" });

  const wish = { name: "Tills", slug: "tills", platform: "python" };
  const inTeam = `/teams/${place.organization}/platform/projects/`;
  Project.parse(await ask("POST", inTeam, 201, { ...wish, default_rules: false }));
  const path = `/projects/${place.organization}/tills/`;
  const settings = {
    ...wish,
    digestsMinDelay: 0,
    resolveAge: 0,
    options: { "filters:blacklisted_ips": "10.0.0.0/8\n192.0.2.1", "filters:releases": "1.*", "filters:error_messages": "" },
    fingerprintingRules: "error.type:Nothing -> nothing",
    groupingEnhancements: "",
    allowedDomains: ["https://shop.example"],
    verifySSL: true,
  };
  const changed = await ask("PUT", path, 200, settings);
  assert.partialDeepStrictEqual(changed, { ...settings, teams: [{ slug: "platform" }] });
  assert.deepEqual(await ask("GET", `${path}rules/`, 200), []);
  const both = ProjectTeams.parse(await ask("POST", `${path}teams/second/`, 201));
  assert.deepEqual(both.teams.map(({ slug }) => slug).toSorted(), ["platform", "second"]);
  ProjectTeams.parse(await ask("DELETE", `${path}teams/second/`, 200));
  // A second plan must find nothing to change.
  assert.deepEqual(await ask("GET", path, 200), changed);

  assert.equal(Project.parse(await ask("PUT", path, 200, { platform: "go" })).platform, "go");
  await ask("PUT", path, 400, { slug: "other" });
  await ask("PUT", path, 400, { resolveAge: 24 });
  const [first] = z.array(Key).parse(await ask("GET", `${path}keys/`, 200));
  assert.equal(first?.name, "Default");
  await ask("DELETE", `${path}keys/${first.id}/`, 204);
  await ask("DELETE", path, 204);
  await ask("GET", path, 404);
  await ask("DELETE", `/teams/${place.organization}/platform/`, 204);
  await ask("GET", `/teams/${place.organization}/platform/`, 404);
});

test("members are invited with a role and teams, found again by their id, and sent away", async () => {
  const members = `/organizations/${place.organization}/members/`;
  const wish = { email: "max@example.org", orgRole: "developer", teams: ["second"] };
  const made = Member.parse(await ask("POST", members, 201, wish));
  assert.deepEqual([made.email, made.orgRole, made.pending], [wish.email, "developer", true]);
  const read = Member.parse(await ask("GET", `${members}${made.id}/`, 200));
  assert.deepEqual(read.teamRoles, [{ teamSlug: "second", role: null }]);
  const other = { orgRole: "reporter", teamRoles: [] };
  const changed = Member.parse(await ask("PUT", `${members}${made.id}/`, 200, other));
  assert.deepEqual([changed.orgRole, changed.teamRoles], ["reporter", []]);
  const refused = z
    .record(z.string(), z.array(z.string()))
    .parse(await ask("POST", members, 400, { ...wish, orgRole: "billing" }));
  assert.match(refused["orgRole"]?.[0] ?? "", /must be reporter, developer, maintainer or owner/);
  await ask("DELETE", `${members}${made.id}/`, 204);
  await ask("GET", `${members}${made.id}/`, 404);
});

test("an alert rule comes back as it was written, also without what a plan leaves out, and is deleted with 202", async () => {
  const rules = `/projects/${place.organization}/${place.project}/rules/`;
  const mail = "sentry.mail.actions.NotifyEmailAction";
  const frequent = "sentry.rules.conditions.event_frequency.EventFrequencyCondition";
  const wish = {
    name: "From a plan",
    actionMatch: "any",
    // What the provider sends where a plan says nothing.
    filterMatch: "",
    frequency: 60,
    projects: [place.project],
    conditions: [{ id: frequent, comparisonType: "count", interval: "1h", value: 100 }],
    filters: [],
    actions: [{ id: mail, targetType: "IssueOwners", fallthroughType: "ActiveMembers" }],
  };
  const made = Rule.parse(await ask("POST", rules, 201, wish));
  const { filterMatch: _said, ...said } = wish;
  assert.partialDeepStrictEqual(made, said);
  assert.equal(made.filterMatch, "all");
  assert.deepEqual(Rule.parse(await ask("GET", `${rules}${made.id}/`, 200)), made);
  const other = { ...wish, filterMatch: "any", environment: "production", actions: [{ id: mail, targetType: "IssueOwners" }] };
  const changed = Rule.parse(await ask("PUT", `${rules}${made.id}/`, 200, other));
  assert.partialDeepStrictEqual(changed, other);
  assert.equal(changed.actions[0]?.fallthroughType, undefined);
  await ask("POST", rules, 400, { ...wish, owner: "team:1" });
  await ask("POST", rules, 400, { ...wish, actions: [{ id: mail, targetType: "IssueOwners", fallthroughType: "NoOne" }] });
  await ask("DELETE", `${rules}${made.id}/`, 202);
  await ask("GET", `${rules}${made.id}/`, 404);
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

import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordErrors } from "./test-world.ts";

let world: Populated;
const rules = "/api/0/projects/acme/web/rules/";
const CONDITION = "sentry.rules.conditions";
const FILTER = "sentry.rules.filters";

before(async () => {
  world = await openPopulatedWorld();
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a", tags: [["environment", "production"]] },
    { id: eventId(2), signature: "b", tags: [["environment", "staging"]] },
  ]);
});

const RULE = {
  name: "Paid by Terraform",
  actionMatch: "any",
  conditions: [
    { id: `${CONDITION}.first_seen_event.FirstSeenEventCondition` },
    { id: `${CONDITION}.reappeared_event.ReappearedEventCondition` },
    { id: `${CONDITION}.event_frequency.EventFrequencyCondition`, value: 500, interval: "1h", comparisonType: "count" },
  ],
  filterMatch: "any",
  filters: [
    { id: `${FILTER}.level.LevelFilter`, match: "gte", level: "50" },
    { id: `${FILTER}.tagged_event.TaggedEventFilter`, key: "region", match: "nc", value: "eu" },
  ],
  environment: "production",
  actions: [{ id: "sentry.mail.actions.NotifyEmailAction", targetType: "IssueOwners", fallthroughType: "AllMembers" }],
  frequency: 60,
};

/** Without the names that are added for people. */
function bare(elements: readonly object[]): readonly object[] {
  return elements.map((element) => Object.fromEntries(Object.entries(element).filter(([key]) => key !== "name")));
}

test("a rule in Sentry's shape comes back with the settings it was made with", async () => {
  const made = await world.ask(rules, { method: "POST", session: world.owner, body: RULE });
  assert.equal(made.status, 201, made.text);
  const read = (await world.ask(`${rules}${made.json.id}/`, { session: world.reporter })).json;
  for (const key of ["conditions", "filters", "actions"] as const) assert.deepEqual(bare(read[key]), RULE[key]);
  assert.deepEqual(
    [read.name, read.environment, read.frequency, read.filterMatch, read.projects],
    [RULE.name, RULE.environment, 60, "any", ["web"]],
  );
  assert.equal((await world.ask(`${rules}${made.json.id}/`, { method: "DELETE", session: world.owner })).status, 202);
  assert.equal((await world.ask(`${rules}${made.json.id}/`, { session: world.owner })).status, 404);
});

test("letters go to a team or a member of the organisation, and to no other", async () => {
  const mail = (targetType: string, targetIdentifier: string): object => ({
    id: "sentry.mail.actions.NotifyEmailAction",
    targetType,
    targetIdentifier,
  });
  const team = await world.ask("/api/0/organizations/acme/teams/", {
    method: "POST",
    session: world.owner,
    body: { slug: "payments" },
  });
  assert.equal(team.status, 201, team.text);
  const me = (await world.ask("/api/0/users/me/", { session: world.owner })).json;
  const actions = [mail("Team", team.json.id), mail("Member", me.id)];
  const made = await world.ask(rules, { method: "POST", session: world.owner, body: { ...RULE, actions } });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(bare(made.json.actions), actions);
  for (const stranger of [mail("Team", "99999"), mail("Member", "99999")]) {
    const refused = await world.ask(rules, { method: "POST", session: world.owner, body: { ...RULE, actions: [stranger] } });
    assert.deepEqual([refused.status, Object.keys(refused.json)], [400, ["actions"]]);
  }
  assert.equal((await world.ask(`${rules}${made.json.id}/`, { method: "DELETE", session: world.owner })).status, 202);
});

test("a new project has the rule that tells its members, and it can be switched off", async () => {
  const [first] = (await world.ask(rules, { session: world.owner })).json;
  assert.deepEqual([first.name, first.status], ["New and returning errors", "active"]);
  const off = { ...RULE, isActive: false };
  const changed = await world.ask(`${rules}${first.id}/`, { method: "PUT", session: world.owner, body: off });
  assert.equal(changed.json.status, "disabled");
});

const WRONG: readonly { readonly name: string; readonly change: object; readonly field: string }[] = [
  { name: "no condition", change: { conditions: [] }, field: "conditions" },
  { name: "an unknown action", change: { actions: [{ id: "sentry.integrations.slack.x" }] }, field: "actions.0" },
  {
    name: "a channel of nobody",
    change: { actions: [{ id: "culprit.actions.NotifyChannelAction", channel: "99" }] },
    field: "actions",
  },
  { name: "a frequency of a minute", change: { frequency: 1 }, field: "frequency" },
];
for (const { name, change, field } of WRONG) {
  test(`a rule with ${name} is refused at its field`, async () => {
    const answered = await world.ask(rules, { method: "POST", session: world.owner, body: { ...RULE, ...change } });
    assert.equal(answered.status, 400);
    assert.ok(Object.hasOwn(answered.json, field), answered.text);
  });
}

test("the preview counts what was new in the environment, by day", async () => {
  const body = { ...RULE, filters: [], conditions: RULE.conditions.slice(0, 1) };
  const { json } = await world.ask(`${rules}preview/`, { method: "POST", session: world.reporter, body });
  assert.deepEqual(json.triggers, [{ kind: "new-issue", count: 1, exactness: "at-most" }]);
  assert.equal(
    json.perDay.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    1,
  );
});

test("one's own wishes are kept, and what is wrong is said at its field", async () => {
  const path = "/api/0/users/me/notifications/";
  const quietHours = { from: "22:00", to: "07:30", timeZone: "Europe/Berlin" };
  const body = { email: false, quietHours, mutedProjects: [String(world.web.id), "999999"] };
  const saved = await world.ask(path, { method: "PUT", session: world.reporter, body });
  assert.deepEqual(saved.json, { email: false, quietHours, mutedProjects: [String(world.web.id)] });
  const wrong = { quietHours: { ...quietHours, timeZone: "Mars/Olympus" } };
  assert.equal((await world.ask(path, { method: "PUT", session: world.reporter, body: wrong })).status, 400);
  assert.equal((await world.ask(path, { session: world.owner })).json.email, true);
});

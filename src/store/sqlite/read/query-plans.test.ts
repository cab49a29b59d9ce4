import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { IssueFilter, IssueSort } from "../../../backend/backend.ts";
import { ALL, HOUR_MS, NOON_MS, contractEvent } from "../../../backend/test-world.ts";
import { parseIssueSearch } from "../../../issue/query/parse.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";
import { connectionCommands } from "../connection-commands.ts";
import { openReader, openWriter } from "../database.ts";
import { remoteIssue } from "../test-remote-issue.ts";
import { sqliteAccountReader } from "./accounts.ts";
import { sqliteConnectionReader } from "./connections.ts";
import { sqliteCodeHostReader } from "./codehosts.ts";
import { sqliteOutcomeReader } from "./outcomes.ts";
import { sqliteProjectReader } from "./projects.ts";
import { sqliteStoredErrors } from "./stored-errors.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

let store: TestStore;
let db: Database;

before(async () => {
  store = await openTestStore();
  // More issues than are counted, all of one value in each sort: the oldest ones are reached by a cursor alone.
  const many = Array.from({ length: 1_010 }, (_, index) => contractEvent({ issue: `number ${index}` }));
  store.record([contractEvent({ issue: "a", tags: [["os", "Linux"]] }), ...many]);
  store.record([contractEvent({ issue: "a", timestampMs: NOON_MS + 24 * HOUR_MS })]);
  db = openReader(store.path);
});

after(async () => {
  db.close();
  await store.close();
});

/** The plan of each statement that `work` runs. `SCAN` of json_each and of a subquery is of what was found already. */
async function plansOf(work: (db: Database) => Promise<unknown>, over = db): Promise<readonly string[]> {
  const texts = new Set<string>();
  const noting: Database = {
    ...over,
    statement(sql) {
      texts.add(sql);
      return over.statement(sql);
    },
  };
  await work(noting);
  assert.ok(texts.size > 0);
  return [...texts].map((sql) => {
    const marks = Array.from(sql.matchAll(/\?/g), () => null);
    const rows = over.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...marks) as { detail: string }[];
    return rows.map(({ detail }) => detail).join("\n");
  });
}

function assertNoScan(plans: readonly string[]): void {
  for (const plan of plans) {
    // The rows of one chunk, that the conditions are asked of.
    const rest = plan.includes("CO-ROUTINE listed") ? plan.replaceAll("SCAN listed", "") : plan;
    assert.doesNotMatch(rest, /SCAN (?!json_each|wanted|\(subquery|event_day)/);
  }
}

function assertNoSort(plans: readonly string[]): void {
  for (const plan of plans) assert.doesNotMatch(plan, /TEMP B-TREE/);
}

const sorts: readonly { readonly sort: IssueSort; readonly value: number }[] = [
  { sort: "last-seen", value: NOON_MS },
  { sort: "first-seen", value: NOON_MS },
  { sort: "events", value: 1 },
  { sort: "users", value: 0 },
];
const filters: readonly { readonly name: string; readonly filter: Partial<IssueFilter> }[] = [
  { name: "the plain list", filter: {} },
  { name: "a list of one status", filter: { statuses: ["resolved"] } },
  { name: "a search by text", filter: { text: "title" } },
  { name: "a search by level", filter: { levels: ["error"] } },
  { name: "a search by time", filter: { seenFromMs: 1, seenToMs: 9e12 } },
  { name: "a search by everything", filter: { text: "title", levels: ["error"], seenFromMs: 1, seenToMs: 9e12 } },
  { name: "a search by ids", filter: { ids: [1, 2] } },
];
for (const { name, filter } of filters) {
  test(`${name} walks an index, and sorts nothing`, async () => {
    const plans = await plansOf(async (noting) => {
      const errors = sqliteStoredErrors(noting);
      for (const { sort, value } of sorts) {
        const query = { projects: [store.first, store.second], filter: { ...ALL, ...filter }, sort, limit: 1 };
        await errors.listIssues(query);
        for (const backwards of [0, 1]) await errors.listIssues({ ...query, cursor: `${value}:5:${backwards}` });
      }
    });
    assertNoScan(plans);
    assertNoSort(plans);
  });
}

const searches: readonly { readonly text: string; readonly by: RegExp }[] = [
  { text: "is:regressed", by: /INDEX issue_returned/ },
  { text: "timesSeen:>100", by: /INDEX issue_by_events \(.* AND event_count>/ },
  { text: "age:-24h", by: /INDEX issue_by_first_seen \(.* AND first_seen_ms>/ },
  { text: "firstRelease:1.0.0", by: /INDEX issue_by_first_release/ },
  { text: "is:linked", by: /issue_link/ },
  { text: "environment:production", by: /COVERING INDEX signature_release_by_release \(release_id=\? AND environment_id=\?\)/ },
  { text: "os:Linux", by: /COVERING INDEX signature_tag_by_tag/ },
];
for (const { text, by } of searches) {
  test(`what may match ${text} is listed by an index of its own`, async () => {
    const search = parseIssueSearch(text, NOON_MS);
    assert.ok(search.ok);
    const plans = await plansOf(async (noting) => {
      const query = { projects: [store.first], filter: search.value.filter, limit: 1 };
      await sqliteStoredErrors(noting).listIssues({ ...query, sort: "last-seen" });
    });
    assert.match(plans.join("\n"), by);
  });
}

test("trends go from the issues that were seen lately to their hours", async () => {
  const trend = { nowMs: NOON_MS, spanMs: 24 * HOUR_MS };
  const plans = await plansOf(async (noting) => {
    await sqliteStoredErrors(noting).listIssues({ projects: [store.first], filter: ALL, sort: "trend", trend, limit: 1 });
  });
  assert.match(
    plans.join("\n"),
    /issue_by_last_seen .*last_seen_ms>[^]*signature_by_issue[^]*signature_hour USING PRIMARY KEY/,
  );
});

test("the plain list reads from indexes alone which issues to show", async () => {
  const plans = await plansOf(async (noting) => {
    await sqliteStoredErrors(noting).listIssues({ projects: [store.first], filter: ALL, sort: "events", limit: 1 });
  });
  const walks = plans.filter((plan) => plan.includes("issue_by_"));
  assert.ok(walks.length > 0);
  for (const walk of walks) assert.doesNotMatch(walk, /USING INDEX/);
});

test("a page of a list goes straight to its place, also among rows of the same value", async () => {
  const plans = await plansOf(async (noting) => {
    const query = { projects: [store.first], filter: ALL, sort: "events", limit: 1 } as const;
    await sqliteStoredErrors(noting).listIssues({ ...query, cursor: "1:5:0" });
  });
  const walk = plans.find((plan) => plan.startsWith("MERGE")) ?? "";
  const columns = Array.from(walk.matchAll(/COVERING INDEX issue_by_events \((.*)\)/g), ([, found]) => found);
  const stretch = "project_id=? AND connection_id=? AND status=?";
  assert.deepEqual(columns, [`${stretch} AND event_count=? AND id<?`, `${stretch} AND event_count<?`]);
});

async function issueA(errors: ReturnType<typeof sqliteStoredErrors>): Promise<Issue> {
  const issue = await errors.findIssue([store.first], { kind: "number", projectId: store.first.id, number: 1 });
  assert.ok(issue);
  return issue;
}

test("events of an issue, and their neighbours, are walked by index and not sorted", async () => {
  const plans = await plansOf(async (noting) => {
    const errors = sqliteStoredErrors(noting);
    const issue = await issueA(errors);
    const { next } = await errors.listEvents(issue, { limit: 1 });
    assert.ok(next);
    const { previous } = await errors.listEvents(issue, { limit: 1, cursor: next });
    assert.ok(previous);
    await errors.listEvents(issue, { limit: 1, cursor: previous });
    for (const which of ["latest", "oldest", { eventId: "f".repeat(32) }] as const) await errors.findEvent(issue, which);
    await errors.findIssueOfEvent([store.first], "f".repeat(32));
  });
  assertNoScan(plans);
  assertNoSort(plans);
  const walks = plans.filter((plan) => /_by_signature/.test(plan));
  assert.ok(walks.length > 0 && walks.every((plan) => !/SEARCH event_\d+ USING INDEX/.test(plan)));
});

test("events of a project are walked by index and not sorted", async () => {
  const plans = await plansOf(async (noting) => {
    const errors = sqliteStoredErrors(noting);
    const { next } = await errors.listProjectEvents(store.first, { limit: 2 });
    assert.ok(next);
    const { previous } = await errors.listProjectEvents(store.first, { limit: 2, cursor: next });
    assert.ok(previous);
    await errors.listProjectEvents(store.first, { limit: 2, cursor: previous });
  });
  assertNoScan(plans);
  assertNoSort(plans);
  const walks = plans.filter((plan) => /_by_project/.test(plan));
  assert.ok(walks.length > 0 && walks.every((plan) => !/SEARCH event_\d+ USING INDEX/.test(plan)));
});

test("series, tags and single issues are looked up by index", async () => {
  assertNoScan(
    await plansOf(async (noting) => {
      const errors = sqliteStoredErrors(noting);
      const issue = await issueA(errors);
      await errors.findIssue([store.first], { kind: "id", id: issue.id });
      await errors.listHourlyCounts([issue], 1, 2);
      await errors.listTags(issue, 10);
    }),
  );
});

test("issues that a Sentry keeps are renewed and numbered by index", async (context) => {
  const writing = openWriter(store.path);
  context.after(() => writing.close());
  const remote = { id: "7", slug: "web", name: "Web", organization: { slug: "acme", name: "Acme" } };
  const connection = { projectId: store.second.id, origin: "https://sentry.example", remote, sealedToken: "", tokenHint: "" };
  const plans = await plansOf(async (noting) => {
    const commands = connectionCommands(
      noting,
      () => NOON_MS,
      () => NOON_MS,
    );
    const { connectionId } = commands.saveSentryConnection(connection);
    for (const eventCount of [1, 2]) {
      commands.rememberRemoteIssues({
        connectionId,
        issues: [remoteIssue({ shortId: "X-1", eventCount })],
        askedAtMs: NOON_MS,
      });
    }
    commands.rememberRemoteIssues({
      connectionId,
      issues: [remoteIssue({ id: "2", shortId: "X-1" })],
      askedAtMs: NOON_MS,
    });
    commands.noteConnectionHealth({ connectionId, problem: undefined });
  }, writing);
  assert.ok(plans.length >= 9);
  assertNoScan(plans);
});

test("outcomes, sessions, tokens, projects, connections and keys are looked up by index", async () => {
  assertNoScan(
    await plansOf(async (noting) => {
      const accounts = sqliteAccountReader(noting);
      const projects = sqliteProjectReader(noting);
      await sqliteOutcomeReader(noting).listOutcomes(1, 1, 2);
      await accounts.findSession("x", 1);
      await accounts.findApiToken("x", 1);
      await accounts.findUserByEmail("x");
      await accounts.findUsers([1, 2]);
      await accounts.listMemberships(1);
      await projects.listOrganizations(1);
      await projects.findOrganization("x");
      await projects.listProjects([1]);
      await projects.findProject(1, "x");
      await projects.findProjectById(1);
      await projects.listClientKeys(1);
      await sqliteConnectionReader(noting).findConnection(1);
      await sqliteConnectionReader(noting).findConnectionInUse(1);
    }),
  );
});

test("code hosts, links and due jobs are looked up", async () => {
  const plans = await plansOf(async (noting) => {
    const hosts = sqliteCodeHostReader(noting);
    await hosts.findCodeHost(1);
    await hosts.findCodeHostById(1);
    await hosts.countJobs(1);
    await hosts.listIssueLinks([1]);
    await hosts.listDueJobs(1, 10);
    await hosts.listDueFetches(1, 10);
  });
  assertNoScan(plans);
  assertNoSort(plans);
});

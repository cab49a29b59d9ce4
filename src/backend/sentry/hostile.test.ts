import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTILE_EVENT, HOSTILE_ISSUE, HOSTILE_PLACE } from "../../../test/fakes/sentry/honest-answer.ts";
import type { Trick } from "../../../test/fakes/sentry/hostile-sentry.ts";
import { ENDLESS, startHostileSentry, TRICKS } from "../../../test/fakes/sentry/hostile-sentry.ts";
import { normaliseEvent } from "../../digest/event/normalise.ts";
import { newNotes } from "../../digest/event/notes.ts";
import type { Result } from "../../protocol/result.ts";
import { ok } from "../../protocol/result.ts";
import type { Patience } from "./call.ts";
import type { SentryClient } from "./client.ts";
import { sentryClient } from "./client.ts";
import type { SentryProblem } from "./problem.ts";
import type { RemoteEvent } from "./remote-event.ts";
import { clientOf } from "./test-client.ts";

const EXTERNAL = { host: "gitlab", repositoryId: "42", repositoryPath: "g/p", number: 5 } as const;
const RESOLVE = { state: { status: "resolved" } } as const;

/** Every method, asked once. */
function askAll(client: SentryClient, patience: Patience): Promise<readonly Result<unknown, SentryProblem>[]> {
  return Promise.all([
    client.listProjects(patience),
    client.findProject("acme", "shop", patience),
    client.listIssues(HOSTILE_PLACE, { query: "is:unresolved", sort: "date", limit: 25 }, patience),
    client.findIssue(HOSTILE_PLACE, HOSTILE_ISSUE, patience),
    client.listEvents(HOSTILE_PLACE, HOSTILE_ISSUE, { limit: 25 }, patience),
    client.findEvent(HOSTILE_PLACE, HOSTILE_ISSUE, "latest", patience),
    client.findEvent(HOSTILE_PLACE, HOSTILE_ISSUE, { eventId: HOSTILE_EVENT }, patience),
    client.listTags(HOSTILE_PLACE, HOSTILE_ISSUE, 5, patience),
    client.findIssueOfEvent(HOSTILE_PLACE, HOSTILE_EVENT, patience),
    client.updateIssue(HOSTILE_PLACE, HOSTILE_ISSUE, RESOLVE, patience),
    client.linkExternalIssue(HOSTILE_PLACE, HOSTILE_ISSUE, EXTERNAL, patience),
  ]);
}

/** What any answer keeps to, however it came about. */
function holdsTo(value: unknown, path: string): void {
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (key === "payload") return;
  if (typeof value === "number") assert.ok(Number.isSafeInteger(value) && value >= 0, `${path} is ${value}`);
  if (typeof value === "string") {
    assert.ok(value.length <= 1_000, `${path} has ${value.length} characters`);
    assert.ok(value.isWellFormed() && !value.includes("\0"), `${path} has characters that no text has`);
    if (/^(?:id|issueId)$/.test(key)) assert.match(value, /^[1-9][0-9]{0,18}$/, path);
    if (key === "slug") assert.match(value, /^[A-Za-z0-9_-]+$/, path);
    if (key === "eventId") assert.match(value, /^[0-9a-f]{32}$/, path);
    if (key === "url") assert.match(value, /^http:\/\/127\.0\.0\.1:\d+\/organizations\/acme\/issues\/\d+\/$/, path);
  }
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) assert.ok(value.length <= 2_000, `${path} has ${value.length} members`);
  for (const [name, member] of Object.entries(value)) holdsTo(member, `${path}.${name}`);
}

function eventsOf(value: unknown): readonly RemoteEvent[] {
  const isEvent = (one: unknown): one is RemoteEvent => typeof one === "object" && one !== null && "payload" in one;
  if (isEvent(value)) return [value];
  return typeof value === "object" && value !== null && "events" in value && Array.isArray(value.events)
    ? value.events.filter(isEvent)
    : [];
}

async function survives(client: SentryClient, patience: Patience): Promise<readonly Result<unknown, SentryProblem>[]> {
  const results = await askAll(client, patience);
  for (const [index, result] of results.entries()) {
    if (!result.ok) {
      assert.ok(result.problem.message.length < 700, result.problem.message);
      assert.match(result.problem.message, /^[^\p{C}]+\.$/u);
      continue;
    }
    holdsTo(result.value, String(index));
    for (const { payload, eventId, receivedAtMs } of eventsOf(result.value)) {
      normaliseEvent(payload, { eventId, receivedAtMs }, newNotes());
    }
  }
  assert.equal("polluted" in {}, false);
  return results;
}

for (const trick of TRICKS) {
  test(`a hostile Sentry harms nobody: ${trick.name}`, async (t) => {
    const sentry = await startHostileSentry(trick);
    t.after(() => sentry.close());
    const { client } = clientOf(t, sentry.origin);
    const startedAt = Date.now();
    await survives(client, { totalMs: 8_000 });
    assert.ok(Date.now() - startedAt < 8_000);
    assert.ok(sentry.count() <= 50 + 3 * 12, `${sentry.count()} requests`);
  });
}

for (const trick of ENDLESS) {
  test(`a Sentry that never ends costs the time given: ${trick.name}`, async (t) => {
    const sentry = await startHostileSentry(trick);
    t.after(() => sentry.close());
    const { client } = clientOf(t, sentry.origin);
    const startedAt = Date.now();
    // Eight connections at a time: some wait for the others.
    const results = await survives(client, { totalMs: 500 });
    assert.ok(Date.now() - startedAt < 2_500);
    assert.ok(results.every((result) => !result.ok && /^too-(?:slow|large)$/.test(result.problem.kind)));
  });
}

const told: readonly { readonly name: string; readonly method: "listProjects" | "listIssues"; readonly want: string }[] = [
  { name: "a page of HTML", method: "listProjects", want: "not-a-sentry" },
  { name: "a text that is no JSON", method: "listProjects", want: "not-a-sentry" },
  { name: "204", method: "listProjects", want: "not-a-sentry" },
  { name: "the answer is an object", method: "listProjects", want: "not-a-sentry" },
  { name: 'ids are "1/2"', method: "listProjects", want: "not-a-sentry" },
  { name: 'ids are "1/2"', method: "listIssues", want: "broken-answer" },
  { name: "everything is of another project", method: "listIssues", want: "broken-answer" },
  { name: "deep nesting", method: "listIssues", want: "broken-answer" },
  { name: "a mebibyte of empty objects", method: "listIssues", want: "too-large" },
  { name: "100 MB", method: "listIssues", want: "too-large" },
  { name: "a bomb of gzip", method: "listIssues", want: "too-large" },
  { name: "a redirect to this machine", method: "listIssues", want: "redirect" },
  { name: "patience for a year", method: "listIssues", want: "remote-error" },
];
for (const { name, method, want } of told) {
  test(`"${name}" is told by ${method} as ${want}`, async (t) => {
    const sentry = await startHostileSentry(trickOf(name));
    t.after(() => sentry.close());
    const { client } = clientOf(t, sentry.origin);
    const result =
      method === "listProjects"
        ? await client.listProjects()
        : await client.listIssues(HOSTILE_PLACE, { query: "", sort: "date", limit: 25 });
    assert.equal(result.ok ? "ok" : result.problem.kind, want);
  });
}

test("pages without end are left after the fiftieth, or when nothing new comes", async (t) => {
  for (const [name, projects, requests] of [
    ["pages without end, all new", 50, 50],
    ["pages without end, all the same", 1, 2],
  ] as const) {
    const sentry = await startHostileSentry(trickOf(name));
    t.after(() => sentry.close());
    const result = await clientOf(t, sentry.origin).client.listProjects();
    assert.ok(result.ok);
    assert.deepEqual([result.value.projects.length, result.value.isComplete, sentry.count()], [projects, false, requests]);
  }
});

test("of a long list only so many rows are taken as were asked for, each id once", async (t) => {
  const sentry = await startHostileSentry(trickOf("lists are long"));
  t.after(() => sentry.close());
  const result = await clientOf(t, sentry.origin).client.listIssues(HOSTILE_PLACE, { query: "", sort: "date", limit: 25 });
  assert.ok(result.ok);
  assert.deepEqual([result.value.issues.length, result.value.dropped], [1, 299]);
});

function trickOf(name: string): Trick {
  const trick = TRICKS.find((one) => one.name === name);
  assert.ok(trick, name);
  return trick;
}

test("a Sentry that repeats the token in what it says has it said to nobody", async () => {
  const token = "a-token-0123456789";
  const client = sentryClient({
    origin: "https://sentry.example",
    token,
    now: Date.now,
    sleep: () => Promise.resolve(),
    send: async ({ url, headers }) => {
      const body = Buffer.from(JSON.stringify({ detail: `I was sent ${headers?.["authorization"]}` }));
      return await Promise.resolve(ok({ status: 400, headers: {}, body, url: String(url) }));
    },
  });
  const found = await client.listIssues(HOSTILE_PLACE, { query: "", sort: "date", limit: 1 });
  assert.ok(!found.ok);
  assert.match(found.problem.message, /I was sent Bearer ••••\.$/);
});

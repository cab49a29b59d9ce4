import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

type Shown = {
  readonly id: string;
  readonly type: string;
  readonly data: { assigneeEmail?: string; assigneeType?: string; assigneeName?: string };
  readonly user: { email: string } | null;
};

/** A world with one issue in it, and its path. */
async function openWithIssue(): Promise<Populated & { readonly issue: string }> {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  const { json } = await world.ask("/api/0/organizations/acme/issues/", { session: world.owner });
  return { ...world, issue: `/api/0/organizations/acme/issues/${json[0].id}/` };
}
const send = (world: Populated, method: string, path: string, body: object, session = world.developer): Promise<Answered> =>
  world.ask(path, { method, session, body });
const activity = async (world: Populated & { readonly issue: string }): Promise<readonly Shown[]> =>
  (await world.ask(`${world.issue}activities/`, { session: world.reporter })).json.activity;
const typesOf = (all: readonly Shown[]): readonly string[] => all.map(({ type }) => type);

test("each decision is told with who made it and when, the newest first, and so is the event that undoes it", async () => {
  const world = await openWithIssue();
  assert.deepEqual(typesOf(await activity(world)), ["first_seen"]);
  const decisions = [{ status: "ignored", ignoreDuration: 60 }, { status: "unresolved" }, { status: "resolved" }];
  for (const body of decisions) {
    world.clock.nowMs += 1_000;
    assert.equal((await send(world, "PUT", world.issue, body)).status, 200);
    // Saying what already holds is no news.
    if (body.status !== "ignored") assert.equal((await send(world, "PUT", world.issue, body)).status, 200);
  }
  recordError(world, world.web, { id: eventId(2), signature: "a", hoursAgo: -1 });

  const told = await activity(world);
  assert.deepEqual(typesOf(told), ["set_regression", "set_resolved", "set_unresolved", "set_ignored", "first_seen"]);
  const [regression, resolved] = told;
  assert.equal(regression?.user, null);
  assert.equal(resolved?.user?.email, "dev@example.org");
  const { json } = await world.ask(world.issue, { session: world.reporter });
  assert.deepEqual(json.activity, told);
});

test("notes are written, changed and taken back by who wrote them, and counted", async () => {
  const world = await openWithIssue();
  const made = await send(world, "POST", `${world.issue}comments/`, { text: " Seen **again** in staging \0" });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.type, "note");
  assert.equal(made.json.data.text, "Seen **again** in staging \uFFFD");
  const note = `${world.issue}notes/${made.json.id}/`;
  assert.equal((await world.ask(world.issue, { session: world.reporter })).json.numComments, 1);

  assert.equal((await send(world, "PUT", note, { text: "mine" }, world.owner)).status, 404);
  const edited = await send(world, "PUT", note, { text: "Fixed by Ada" });
  assert.deepEqual([edited.status, edited.json.data.text], [200, "Fixed by Ada"]);
  assert.notEqual(edited.json.data.dateEdited, null);
  for (const text of ["", "  ", "x".repeat(20_001), 7]) {
    assert.equal((await send(world, "POST", `${world.issue}notes/`, { text })).status, 400);
  }
  assert.equal((await send(world, "POST", `${world.issue}notes/`, { text: "x" }, world.reporter)).status, 403);

  const listed = (await world.ask(`${world.issue}notes/`, { session: world.reporter })).json;
  assert.deepEqual(
    listed.map(({ data }: { data: { text: string } }) => data.text),
    ["Fixed by Ada"],
  );
  assert.equal((await world.ask(note, { method: "DELETE", session: world.developer })).status, 204);
  assert.equal((await world.ask(note, { method: "DELETE", session: world.developer })).status, 404);
  assert.deepEqual(typesOf(await activity(world)), ["first_seen"]);
});

test("a long history comes in pages, the first-seen at its end", async () => {
  const world = await openWithIssue();
  for (let n = 1; n <= 5; n += 1) await send(world, "POST", `${world.issue}notes/`, { text: `note ${n}` });
  const seen: string[] = [];
  let path: string | undefined = `${world.issue}activities/?limit=2`;
  while (path !== undefined) {
    const answered: Answered = await world.ask(path, { session: world.reporter });
    seen.push(...answered.json.activity.map(({ type, data }: { type: string; data: { text?: string } }) => data.text ?? type));
    const next: string | undefined = /rel="next"; results="true"; cursor="([^"]+)"/.exec(answered.headers["link"] ?? "")?.[1];
    path = next === undefined ? undefined : `${world.issue}activities/?limit=2&cursor=${next}`;
  }
  assert.deepEqual(seen, ["note 5", "note 4", "note 3", "note 2", "note 1", "first_seen"]);
  assert.equal((await world.ask(`${world.issue}activities/?cursor=x`, { session: world.reporter })).status, 400);
});

test("an issue is given to a member, found by that, and taken back; strangers cannot have it", async () => {
  const world = await openWithIssue();
  recordError(world, world.web, { id: eventId(3), signature: "b" });
  const users = (await world.ask("/api/0/organizations/acme/users/", { session: world.reporter })).json;
  const dev = users.find(({ email }: { email: string }) => email === "dev@example.org");
  const given = await send(world, "PUT", world.issue, { assignedTo: `user:${dev.id}` });
  assert.deepEqual(given.json.assignedTo, { type: "user", id: dev.id, name: dev.name, email: dev.email });

  const found = async (query: string, session: string): Promise<number> =>
    (await world.ask(`/api/0/organizations/acme/issues/?query=${encodeURIComponent(query)}`, { session })).json.length;
  assert.equal(await found("assigned:me", world.developer), 1);
  assert.equal(await found("assigned:me", world.reporter), 0);
  assert.equal(await found("assigned:DEV@example.org", world.reporter), 1);
  assert.equal(await found("assigned:none", world.reporter), 1);
  assert.equal(await found("assigned:[none, me]", world.developer), 2);

  for (const assignedTo of [`user:${world.strangerId}`, "team:web", "nobody@example.org", "user:", {}]) {
    assert.equal((await send(world, "PUT", world.issue, { assignedTo })).status, 400, String(assignedTo));
  }
  const many = "/api/0/organizations/acme/issues/?";
  const ids = String(new URLSearchParams([["id", given.json.id]]));
  const both = await send(world, "PUT", `${many}${ids}`, { status: "resolved", assignedTo: "me" }, world.owner);
  assert.deepEqual([both.json.status, both.json.assignedTo.email], ["resolved", "ada@example.org"]);
  assert.equal((await send(world, "PUT", `${many}${ids}`, { assignedTo: "" })).json.assignedTo, null);
  const told = await activity(world);
  assert.deepEqual(typesOf(told), ["unassigned", "set_resolved", "assigned", "assigned", "first_seen"]);
  assert.equal(told[3]?.data.assigneeEmail, "dev@example.org");
});

test("an issue is given to a team, found by it and by its members, and nobody's once the team is gone", async () => {
  const world = await openWithIssue();
  recordError(world, world.web, { id: eventId(3), signature: "b" });
  const teams = "/api/0/organizations/acme/teams/";
  const crew = (await send(world, "POST", teams, { name: "Night crew", slug: "crew" }, world.owner)).json;
  const given = await send(world, "PUT", world.issue, { assignedTo: "#crew" });
  assert.deepEqual(given.json.assignedTo, { type: "team", id: crew.id, name: "crew" });

  const found = async (query: string): Promise<number> =>
    (await world.ask(`/api/0/organizations/acme/issues/?query=${encodeURIComponent(query)}`, { session: world.developer })).json
      .length;
  const counts = async (): Promise<readonly number[]> => [
    await found("assigned:#crew"),
    await found("assigned:#other"),
    await found("assigned:my_teams"),
    await found("assigned:none"),
    await found("is:assigned"),
  ];
  assert.deepEqual(await counts(), [1, 0, 0, 1, 1]);
  const users = (await world.ask("/api/0/organizations/acme/users/", { session: world.reporter })).json;
  const dev = users.find(({ email }: { email: string }) => email === "dev@example.org");
  await send(world, "POST", `/api/0/organizations/acme/members/${dev.id}/teams/crew/`, {}, world.owner);
  assert.deepEqual(await counts(), [1, 0, 1, 1, 1]);

  // From the team to a member and back: never both.
  await send(world, "PUT", world.issue, { assignedTo: "me" });
  assert.deepEqual(await counts(), [1, 0, 1, 1, 1]);
  const again = await send(world, "PUT", world.issue, { assignedTo: `team:${crew.id}` });
  assert.equal(again.json.assignedTo.type, "team");
  const [newest] = await activity(world);
  assert.deepEqual([newest?.type, newest?.data.assigneeType, newest?.data.assigneeName], ["assigned", "team", "#crew"]);

  await send(world, "DELETE", "/api/0/teams/acme/crew/", {}, world.owner);
  const { json } = await world.ask(world.issue, { session: world.reporter });
  assert.equal(json.assignedTo, null);
  assert.deepEqual(await counts(), [0, 0, 0, 2, 0]);
});

test("what was merged tells its notes with the whole, and who merged it", async () => {
  const world = await openWithIssue();
  recordError(world, world.web, { id: eventId(3), signature: "b" });
  const { json } = await world.ask("/api/0/organizations/acme/issues/", { session: world.owner });
  for (const { id } of json) await send(world, "POST", `/api/0/issues/${id}/notes/`, { text: `about ${id}` });
  const ids = String(new URLSearchParams(json.map(({ id }: { id: string }) => ["id", id])));
  const merged = await send(world, "PUT", `/api/0/organizations/acme/issues/?${ids}`, { merge: true });
  assert.equal(merged.status, 200, merged.text);
  const { parent } = merged.json.merge;
  const told: readonly Shown[] = (await world.ask(`/api/0/issues/${parent}/activities/`, { session: world.owner })).json
    .activity;
  assert.deepEqual(typesOf(told), ["merge", "note", "note", "first_seen"]);
  assert.equal(told[0]?.user?.email, "dev@example.org");
});

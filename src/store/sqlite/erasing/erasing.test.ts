import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import type { DigestedEvent } from "../../../digest/recorder.ts";
import type { EventPlan } from "../../../digest/test-recorder.ts";
import { DAY_MS, eventOf, issueOf, record, recordItems, START_MS } from "../../../digest/test-recorder.ts";
import type { User } from "../../../protocol/event.ts";
import { identityOf, userKeyOf } from "../../../protocol/user-key.ts";
import type { Erasure } from "../../../retention/erasure.ts";
import type { Person } from "../../../retention/person.ts";
import { hashOfPerson } from "../../../retention/person.ts";
import { blobsBeside, diskBlobSweeper } from "../../blob/disk/disk.ts";
import { erasureCommands, erasureReader } from "../erasure-commands.ts";
import type { SqliteWorld } from "../test-store.ts";
import { openSqliteWorld } from "../test-store.ts";
import { openEraser } from "./erasing.ts";

const SECRET = "a secret of the installation, long enough";
const ADA = { id: "7", email: "ada@example.org" };

/** An event of a user, with the tags and the key that the digest gives it. */
function eventFrom(user: User, plan: EventPlan & { readonly text?: string } = {}): DigestedEvent {
  const event = eventOf(plan);
  const identity = identityOf(user);
  const tags = identity === undefined ? [] : [["user", `${identity.kind}:${identity.value}`] as const];
  return {
    ...event,
    event: { ...event.event, user, ...(plan.text !== undefined && { logentry: { formatted: plan.text } }) },
    tags: [...event.tags, ...tags],
    ...(identity !== undefined && { userKey: userKeyOf(identity, event.projectId, SECRET) }),
  };
}

function erase(world: SqliteWorld, person: Person, place: { projectId?: number; untilPosition?: number } = {}): void {
  void erasureCommands(world.db(), () => START_MS).erasePerson({
    organizationId: 1,
    projectId: place.projectId,
    person,
    personHash: hashOfPerson(person, SECRET),
    byUserId: 1,
    askedBy: "owner@example.org",
    untilPosition: place.untilPosition ?? world.recorder().position(),
  });
}

function eraserOf(world: SqliteWorld): ReturnType<typeof openEraser> {
  const { recorder, db } = world;
  const file = (db().prepare("SELECT file FROM pragma_database_list").get() as { file: string }).file;
  return openEraser(db(), {
    secretKey: SECRET,
    position: () => recorder().position(),
    now: () => START_MS,
    forget: (signatures) => world.forget(signatures),
    forgetAll: () => world.forgetAll(),
    blobs: diskBlobSweeper(blobsBeside(file)),
  });
}

function work(world: SqliteWorld): void {
  const eraser = eraserOf(world);
  while (eraser.step(0));
}

async function receipt(world: SqliteWorld): Promise<Erasure> {
  const [first] = await erasureReader(world.db()).listErasures({ organizationId: 1 });
  assert.ok(first);
  return first;
}

const titles = (world: SqliteWorld): readonly string[] => world.view().events.map(({ title }) => title);
const everything = (world: SqliteWorld): string =>
  JSON.stringify(
    (world.db().prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[]).map(({ name }) =>
      world.db().prepare(`SELECT * FROM ${name}`).all(),
    ),
  );

test("events of the person go, the base of others among them, and the others stay readable", async (context) => {
  const world = openSqliteWorld(context);
  const other = { id: "8", email: "bob@example.org" };
  // Ada's is the base of the day, and others of hers come first of those that could take its place.
  record(
    world,
    eventFrom(ADA),
    eventFrom(ADA),
    eventFrom(other),
    ...Array.from({ length: 60 }, (_, n) => eventFrom(n % 3 === 0 ? ADA : other)),
  );
  record(world, eventFrom(ADA, { bug: "alone", project: 2 }), eventFrom(ADA, { receivedAtMs: START_MS + DAY_MS }));
  const before = issueOf(world, "Error: bug");
  erase(world, { kind: "id", value: "7" });
  work(world);
  assert.deepEqual(
    titles(world),
    Array.from({ length: 41 }, () => "Error: bug"),
  );
  record(world, eventFrom(other, { receivedAtMs: START_MS + DAY_MS }), eventFrom(other, { receivedAtMs: START_MS + DAY_MS }));
  assert.equal(titles(world).length, 43, "what comes after is compressed against what is there");
  const after = issueOf(world, "Error: bug");
  assert.deepEqual([before.eventCount, after.eventCount, before.userCount, after.userCount], [64, 66, 2, 1]);
  assert.equal(issueOf(world, "Error: alone").userCount, 0);
  const { state, events, texts, looked, personHash } = await receipt(world);
  assert.deepEqual([state, events, texts], ["finished", 24, 2]);
  assert.ok(looked > 40);
  assert.match(personHash, /^[0-9a-f]{64}$/);
  assert.deepEqual(
    world.view().tags.filter(({ key }) => key.includes("id:7")),
    [],
  );
});

test("broken off after any slice, it goes on and ends alike", async (context) => {
  const world = openSqliteWorld(context);
  const events = Array.from({ length: 90 }, (_, n) => eventFrom(n % 2 === 0 ? ADA : { id: "8" }, { bug: n < 60 ? "a" : "b" }));
  record(world, ...events);
  erase(world, { kind: "id", value: "7" });
  for (let slices = 1; (await receipt(world)).state !== "finished"; slices += 1) {
    const eraser = eraserOf(world);
    for (let slice = 0; slice < slices; slice += 1) eraser.step(0);
    assert.equal(new Set(titles(world)).size, 2, "all that is there can be read");
    world.restart();
  }
  assert.equal(titles(world).length, 45);
  assert.equal((await receipt(world)).events, 45);
});

test("what lay in the log when it was asked is caught, and what came later is not", async (context) => {
  const world = openSqliteWorld(context);
  record(world, eventFrom(ADA, { bug: "before" }));
  erase(world, { kind: "id", value: "7" }, { untilPosition: world.recorder().position() + 200 });
  const eraser = eraserOf(world);
  while (eraser.step(0));
  assert.equal((await receipt(world)).state, "waiting");
  record(world, eventFrom(ADA, { bug: "in the log" }));
  while (eraser.step(0));
  record(world, eventFrom(ADA, { bug: "in the log, too" }));
  while (eraser.step(0));
  assert.deepEqual([titles(world), (await receipt(world)).state], [[], "finished"]);
  record(world, eventFrom(ADA, { bug: "later" }));
  while (eraser.step(0));
  assert.deepEqual(titles(world), ["Error: later"]);
});

test("an address is found wherever it stands, and nothing of it is left", async (context) => {
  const world = openSqliteWorld(context);
  const about = { projectId: 1, keyId: 10, receivedAtMs: START_MS };
  const bytes = Buffer.from("a dump");
  const mine = eventFrom({ id: "1" }, { bug: "no user ADA@example.org, sorry", text: "no user ADA@example.org, sorry" });
  record(world, mine, eventFrom({ id: "2" }, { text: "ada@example.org.uk is somebody else" }), eventFrom({ id: "3" }));
  recordItems(world, {
    attachments: [
      {
        ...about,
        eventId: mine.event.event_id,
        name: "dump",
        contentType: "text/plain",
        type: "event.attachment",
        bytes,
        digest: hash("sha256", bytes),
      },
    ],
    reports: [
      { ...about, kind: "feedback", reportId: "a".repeat(32), email: "ada@example.org", comments: "help" },
      { ...about, kind: "user-report", reportId: mine.event.event_id, eventId: mine.event.event_id, comments: "it broke" },
      { ...about, kind: "feedback", reportId: "b".repeat(32), email: "bob@example.org", comments: "fine" },
    ],
  });
  erase(world, { kind: "email", value: "ada@example.org" }, { projectId: 1 });
  work(world);
  const { events, attachments, reports } = await receipt(world);
  assert.deepEqual([events, attachments, reports], [1, 1, 2]);
  assert.deepEqual([world.files(), titles(world).length], [[], 2]);
  assert.doesNotMatch(everything(world), /ada@example\.org(?!\.uk)/i);
  assert.equal(issueOf(world, "Error: no user [Erased], sorry").eventCount, 1);
});

test("another project is left alone, and so is who only looks alike", (context) => {
  const world = openSqliteWorld(context);
  record(
    world,
    eventFrom({ ip_address: "10.0.0.1" }, { bug: "mine" }),
    eventFrom({ ip_address: "110.0.0.1" }, { bug: "not mine" }),
    eventFrom({ id: "1" }, { bug: "a port", text: "refused by 10.0.0.1:80" }),
    eventFrom({ ip_address: "10.0.0.1" }, { bug: "elsewhere", project: 2 }),
    eventFrom({ id: "9" }, { bug: "order", text: "order 7 is lost" }),
  );
  erase(world, { kind: "ip", value: "10.0.0.1" }, { projectId: 1 });
  erase(world, { kind: "id", value: "7" });
  work(world);
  assert.deepEqual(titles(world), ["Error: not mine", "Error: a port", "Error: elsewhere", "Error: order"]);
});

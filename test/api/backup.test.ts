import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

const Made = z.object({ events: z.number(), issues: z.number() });
const Issues = z.array(z.object({ count: z.string(), userCount: z.number() }));
const Attachments = z.array(z.object({ id: z.string() }));

function placeFor(context: TestContext): string {
  const place = mkdtempSync(path.join(tmpdir(), "culprit-backup-"));
  context.after(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** One event with a file; answers its id once it was answered 200. */
async function send(server: TestServer, bug: number): Promise<string> {
  const id = randomUUID().replaceAll("-", "");
  const event = JSON.stringify({
    event_id: id,
    exception: { values: [{ type: `Error${bug}`, value: "broken" }] },
    user: { id },
  });
  const lines = [
    JSON.stringify({ event_id: id }),
    JSON.stringify({ type: "event" }),
    event,
    JSON.stringify({ type: "attachment", filename: "log.txt" }),
    `log of ${id}`,
  ];
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const answered = await fetch(url, { method: "POST", body: lines.join("\n") });
  assert.equal(answered.status, 200);
  return id;
}

const eventPath = (server: TestServer, id: string): string =>
  `/projects/${server.organization}/${server.project}/events/${id}/`;

test("a backup made under load holds everything that was answered before it, and is restored elsewhere with equal counts", async (context) => {
  await using server = await startServer();
  const place = placeFor(context);
  const before: string[] = [];
  for (let bug = 0; bug < 40; bug += 1) before.push(await send(server, bug % 5));
  let isMade = false;
  let later = 0;
  const load = (async () => {
    for (; !isMade; later += 1) await send(server, later % 5);
  })();
  const made = Made.parse(JSON.parse(await server.culprit("backup", path.join(place, "one"), "--json")));
  isMade = true;
  await load;
  assert.ok(later > 0, "events came while it was made");
  assert.ok(!existsSync(path.join(place, "one", "secret.key")));
  await server.culprit("restore", path.join(place, "one"), "--check");

  await server.stop();
  const old = path.join(place, "old");
  renameSync(server.dataDir, old);
  const wrong = path.join(place, "wrong.key");
  writeFileSync(wrong, "0".repeat(64));
  await assert.rejects(
    server.culprit("restore", path.join(place, "one"), "--key", wrong),
    /not the one that the backup was made/,
  );
  await server.culprit("restore", path.join(place, "one"), "--key", path.join(old, "secret.key"));
  await server.restart();
  await drained(server.url);
  const ask = (below: string) => server.api(below);
  for (const id of before) assert.equal((await ask(eventPath(server, id))).status, 200, id);
  const issues = Issues.parse(await (await ask(`/organizations/${server.organization}/issues/`)).json());
  const events = issues.reduce((sum, { count }) => sum + Number(count), 0);
  assert.equal(issues.length, 5);
  assert.ok(events >= made.events && events >= before.length && events <= before.length + later);
  assert.equal(
    issues.reduce((sum, { userCount }) => sum + userCount, 0),
    events,
    "people are counted as before",
  );
  const [first = ""] = before;
  const [file] = Attachments.parse(await (await ask(`${eventPath(server, first)}attachments/`)).json());
  assert.equal(await (await ask(`${eventPath(server, first)}attachments/${file?.id}/?download=1`)).text(), `log of ${first}`);
});

test("what is wrong with a backup, a place or a key is said, and nothing is changed", async (context) => {
  await using server = await startServer();
  const place = placeFor(context);
  await send(server, 1);
  await drained(server.url);
  const one = path.join(place, "one");
  await server.culprit("backup", one);
  await assert.rejects(server.culprit("backup", one), /exists already\. Give a new place/);
  await assert.rejects(server.culprit("restore", one), /has no secret key in it/);
  await assert.rejects(server.culprit("restore", one, "--key", path.join(server.dataDir, "secret.key")), /is not empty/);
  await assert.rejects(server.culprit("restore", place, "--check"), /is not a backup/);
  const [blob = ""] = readdirSync(path.join(one, "blobs"), { recursive: true, encoding: "utf8" })
    .map((name) => path.join(one, "blobs", name))
    .filter((name) => statSync(name).isFile());
  appendFileSync(blob, "x");
  await assert.rejects(server.culprit("restore", one, "--check"), /is not as it was when the backup was made/);
  rmSync(blob);
  await assert.rejects(server.culprit("restore", one, "--check"), /is missing\. The backup is damaged/);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
});

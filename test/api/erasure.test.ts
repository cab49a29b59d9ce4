import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server[Symbol.asyncDispose]());

const Receipt = z.object({
  id: z.string(),
  state: z.string(),
  scope: z.string(),
  askedBy: z.string(),
  personHash: z.string(),
  erased: z.object({ events: z.number(), attachments: z.number(), reports: z.number(), texts: z.number() }),
  dateFinished: z.string().nullable(),
  notReached: z.string(),
});
const Listed = z.array(z.object({ title: z.string(), count: z.string(), userCount: z.number() }));
const below = (rest: string): string => `/projects/${server.organization}/${server.project}/${rest}`;

async function send(message: string, user: object, file?: string): Promise<void> {
  const id = randomBytes(16).toString("hex");
  const event = JSON.stringify({ event_id: id, message, fingerprint: ["one"], user, tags: { shop: "here" } });
  const item = (header: object, payload: string): string =>
    `${JSON.stringify({ ...header, length: Buffer.byteLength(payload) })}\n${payload}\n`;
  const attachment = file === undefined ? "" : item({ type: "attachment", filename: "dump.txt" }, file);
  const body = `${JSON.stringify({ event_id: id })}\n${item({ type: "event" }, event)}${attachment}`;
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
  assert.equal((await fetch(url, { method: "POST", body })).status, 200);
}

async function eventCount(): Promise<number> {
  const events = z.array(z.unknown()).parse(await server.read(below("events/?limit=100")));
  return events.length;
}

const receiptOf = async (id: string): Promise<z.infer<typeof Receipt> | undefined> =>
  z
    .array(Receipt)
    .parse(await server.read(below("erasures/")))
    .find((receipt) => receipt.id === id);

/** Every byte of the directory but the secret. */
function bytesOfServer(): string {
  const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(path.join(file.parentPath, file.name)).toString("latin1")).join("\n");
}

test("a person is erased through kill -9, those still in the log among them, with a receipt; others lose nothing", async () => {
  const ada = { id: "ada-7", email: "Ada@Example.org" };
  for (let n = 0; n < 30; n += 1)
    await send(`broken ${n}`, n % 3 === 0 ? ada : { id: `user ${n}` }, n === 0 ? "her dump" : undefined);
  await waitFor(async () => (await eventCount()) === 30, { what: "the events", timeoutMs: 60_000 });
  // Accepted before, digested when it may be.
  await Promise.all(Array.from({ length: 20 }, (_, n) => send(`late ${n}`, ada)));
  const body = JSON.stringify({ kind: "email", value: "ada@example.org" });
  const asked = await server.api(below("erasures/"), { method: "POST", body });
  assert.equal(asked.status, 202);
  const { id } = Receipt.parse(await asked.json());
  await server.kill9();
  await server.restart();
  await waitFor(async () => (await receiptOf(id))?.state === "finished", { what: "the end", timeoutMs: 60_000 });

  const receipt = await receiptOf(id);
  assert.deepEqual(receipt?.erased, { events: 30, attachments: 1, reports: 0, texts: receipt?.erased.texts });
  assert.equal(receipt?.scope, "project");
  assert.match(receipt?.personHash ?? "", /^[0-9a-f]{64}$/);
  assert.match(receipt?.notReached ?? "", /Backups/);
  assert.equal(await eventCount(), 20);
  const [issue] = Listed.parse(await server.read(below("issues/")));
  assert.deepEqual([issue?.count, issue?.userCount], ["50", 20], "what happened stays counted, whom it affected does not");
  const audit = z
    .object({ rows: z.array(z.object({ event: z.string(), note: z.string() })) })
    .parse(await server.read(`/organizations/${server.organization}/audit-logs/`));
  assert.ok(audit.rows.some(({ event, note }) => event === "projects.erasures.create" && note === "kind, value"));
  const ended = audit.rows.find(({ event }) => event === "projects.erasures.finish");
  assert.match(ended?.note ?? "", new RegExp(`^receipt ${id}: 30 events, 1 files, 0 reports, \\d+ texts$`));

  // The next event begins a new segment of the log, and the one before goes.
  await send("after", { id: "user" });
  await waitFor(async () => (await eventCount()) === 21, { what: "the next event", timeoutMs: 60_000 });
  await server.stop();
  assert.doesNotMatch(bytesOfServer(), /ada@example\.org/i);
  await server.restart();
});

test("the command line erases a person beside the running server and without one, and what is wrong is said", async () => {
  const others = await eventCount();
  for (const id of ["bob", "bob", "carl"]) await send("by hand", { id });
  await waitFor(async () => (await eventCount()) === others + 3, { what: "the events", timeoutMs: 60_000 });
  await assert.rejects(server.culprit("erase", "--email", "nobody"), /--email must be an e-mail address/);
  await assert.rejects(server.culprit("erase", "--id", "bob", "--ip", "192.0.2.1"), /Write: culprit erase/);
  await assert.rejects(server.culprit("erase", "--id", "bob", "--project", "gone"), /There is no project "gone"/);
  const beside = Receipt.parse(JSON.parse(await server.culprit("erase", "--id", "bob", "--project", server.project, "--json")));
  assert.deepEqual(
    [beside.state, beside.scope, beside.askedBy, beside.erased.events],
    ["finished", "project", "command line", 2],
  );
  await server.stop();
  const alone = await server.culprit("erase", "--id", "carl");
  assert.match(alone, /^Erased from all projects: 1 events, 0 files/);
  await server.restart();
  assert.equal(await eventCount(), others);
});

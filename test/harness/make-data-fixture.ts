import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { allCapturedEvents } from "../../src/digest/event/test-captures.ts";
import { sendEvents, waitForIssues } from "../browser/send.ts";
import { drained } from "./drained.ts";
import { startServer } from "./server.ts";

/*
 * `npm run data-fixture test/fixtures/data-X.Y.Z`: the data directory of this version, for the upgrade test of
 * later ones, secret key and all: it is nobody's. Events of real SDKs, decided issues, a second key, and a log that still holds what the digest has not read.
 */
const SDKS = ["sentry-python-2.68.0", "sentry-node-10.78.0", "sentry-go-0.29.1", "sentry-java-8.53.0"];
const EVENTS_EACH = 5;
/** Not of the data: the lock, the socket, SQLite's shared memory. */
const LEFT_BEHIND = /(\/lock|\.sock|-shm)$/;

const directory = process.argv[2];
if (directory === undefined) throw new Error("Say where to: npm run data-fixture DIRECTORY");

await using server = await startServer();
const events = SDKS.flatMap((sdk) =>
  allCapturedEvents()
    .filter(({ name }) => name.startsWith(`${sdk}/`))
    .slice(0, EVENTS_EACH)
    .map(({ item }) => z.looseObject({ event_id: z.string() }).parse(JSON.parse(Buffer.from(item.payload).toString()))),
);
await sendEvents(server, events);
await drained(server.url);
const issues = await waitForIssues(server, 1);
for (const [issue, status] of [
  [issues[0], "resolved"],
  [issues[1], "ignored"],
] as const) {
  await server.api(`/organizations/${server.organization}/issues/${issue?.id}/`, {
    method: "PUT",
    body: JSON.stringify({ status }),
  });
}
await server.api(`/projects/${server.organization}/${server.project}/keys/`, {
  method: "POST",
  body: JSON.stringify({ name: "Second" }),
});

// Answered, and some of it not digested: the next version reads this version's log, too.
const late = events
  .slice(0, events.length / 2)
  .map((event, index) => ({ ...event, event_id: index.toString(16).padStart(32, "f") }));
await sendEvents(server, late);
await server.kill9();
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
cpSync(server.dataDir, path.join(directory, "data"), { recursive: true, filter: (file) => !LEFT_BEHIND.test(file) });

// What the data mean is asked of the version that made them.
await server.restart();
await drained(server.url);
const { organization, project, projectId, publicKey, token } = server;
const listed = await server.read(`/projects/${organization}/${project}/issues/?query=&limit=100`);
const Listed = z.array(
  z.object({
    id: z.string(),
    shortId: z.string(),
    title: z.string(),
    culprit: z.string(),
    status: z.string(),
    count: z.string(),
  }),
);
const meaning = { organization, project, projectId, publicKey, token, issues: Listed.parse(listed), event: events[0] };
writeFileSync(path.join(directory, "meaning.json"), `${JSON.stringify(meaning, null, 2)}\n`);

import { hash } from "node:crypto";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { z } from "zod";
import { openDataDirectory } from "../src/data-directory.ts";
import { describeEvent } from "../src/digest/event/describe-event.ts";
import { userKeyOf } from "../src/protocol/user-key.ts";
import { sketchOf } from "../src/grouping/v1/sketch.ts";
import type { SqliteWriter } from "../src/store/sqlite/writer.ts";
import { openSqliteWriter } from "../src/store/sqlite/writer.ts";
import { startServer } from "../test/harness/server.ts";
import { openEventSource } from "./event-source.ts";

/*
 * `node bench/large-store.ts DIRECTORY [--events 1000000] [--issues 50000] [--days 60]`: a data directory with that many events
 * of that many issues in one project, for figures that speak of a large store. It is made by the recorder itself, only without
 * HTTP and log, in minutes. Broken off, the same command goes on where it was. `large-store.json` in there says what to ask for;
 * `startServer({ dataFrom })` of the harness starts on a copy, with a second, empty project of its own.
 */
const BATCH = 1_000;
/** So much of the events is there when people decide about the issues: what comes later regresses some of them. */
const DECIDED_AT = 0.9;
const DAY_MS = 86_400_000;
const SAID_IN = "large-store.json";

const Made = z.object({
  organization: z.string(),
  project: z.string(),
  projectId: z.number(),
  publicKey: z.string(),
  events: z.number(),
  issues: z.number(),
  days: z.number(),
  /** The newest event was received just before this, Unix ms. */
  endMs: z.number(),
});
/** What a large store holds, and the addresses of its project. */
export type LargeStore = z.infer<typeof Made>;

export type LargeStorePlan = {
  readonly directory: string;
  readonly events?: number;
  readonly issues?: number;
  /** The events are spread evenly over so many days before `endMs`. */
  readonly days?: number;
  /** Unix ms; default: the last UTC midnight, so that today is still empty. */
  readonly endMs?: number;
};

/** Makes the store, or what is missing of it, and answers what it holds. No server may run on the directory. */
export async function buildLargeStore(
  plan: LargeStorePlan,
  tell: (done: number, of: number) => void = () => {},
): Promise<LargeStore> {
  const made = await begin(plan);
  const data = openDataDirectory(plan.directory, undefined);
  const secretKey = data.secretKey();
  const writer = openSqliteWriter(data.storePath, {
    secretKey,
    describe: describeEvent,
    sketchOf,
    receivedNow: () => 0,
    retentionDays: 3_650,
  });
  const startMs = made.endMs - made.days * DAY_MS;
  const source = openEventSource({
    projectId: made.projectId,
    keyId: writer.listAllClientKeys().find(({ projectId }) => projectId === made.projectId)?.id ?? 1,
    events: made.events,
    issues: made.issues,
    userKey: (id) => userKeyOf({ kind: "id", value: id }, made.projectId, secretKey),
    receivedAtMs: (index) => Math.floor(startMs + ((made.endMs - startMs) * index) / made.events),
    eventId: (index) => hash("md5", `${made.endMs} ${index}`),
  });
  const decidedAt = Math.floor((made.events * DECIDED_AT) / BATCH) * BATCH;
  for (let at = storedIn(data.storePath, startMs, made.endMs); at < made.events; at += BATCH) {
    if (at === decidedAt) await decideOnIssues(writer, data.storePath, made.projectId);
    const events = source.batch(at, Math.min(BATCH, made.events - at));
    const position = writer.recorder.position();
    writer.recorder.record({ fromPosition: position, toPosition: position, events, outcomes: [], quarantined: [] });
    tell(at + events.length, made.events);
  }
  while (writer.noteLooks(1_000)) tell(made.events, made.events);
  writer.close();
  return made;
}

/** What a store that was made before holds. */
export function readLargeStore(directory: string): LargeStore {
  return Made.parse(JSON.parse(readFileSync(path.join(directory, SAID_IN), "utf8")));
}

/** A directory that is set up: owner, organisation and project are those of the harness. */
async function begin({
  directory,
  events = 1_000_000,
  issues = 50_000,
  days = 60,
  endMs,
}: LargeStorePlan): Promise<LargeStore> {
  const file = path.join(directory, SAID_IN);
  if (existsSync(file)) return readLargeStore(directory);
  await using server = await startServer();
  await server.stop();
  cpSync(server.dataDir, directory, { recursive: true });
  const { organization, project, publicKey } = server;
  const midnightMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const sizes = { events, issues, days, endMs: endMs ?? midnightMs };
  const made = { organization, project, publicKey, projectId: Number(server.projectId), ...sizes };
  writeFileSync(file, JSON.stringify(made, null, 2));
  return made;
}

/** A third is resolved, a tenth ignored, a fortieth given to the owner, the frequent ones as well as the rare ones. */
async function decideOnIssues({ commands }: SqliteWriter, storePath: string, projectId: number): Promise<void> {
  using db = new DatabaseSync(storePath, { readOnly: true });
  const ids = db.prepare("SELECT id FROM issue WHERE project_id = ?").all(projectId);
  const owner = Number(db.prepare("SELECT min(user_id) AS id FROM member").get()?.["id"]);
  const every = (nth: number, rest: number): number[] => ids.map(({ id }) => Number(id)).filter((id) => id % nth === rest);
  const among = { projectIds: [projectId], byUserId: owner };
  await commands.updateIssues({ ...among, issueIds: every(3, 0), change: { status: "resolved" } });
  await commands.updateIssues({ ...among, issueIds: every(10, 1), change: { status: "ignored" } });
  await commands.assignIssues({ ...among, issueIds: every(40, 2), to: { kind: "user", id: owner } });
}

/** Events of an earlier run, a whole number of batches. */
function storedIn(storePath: string, startMs: number, endMs: number): number {
  using db = new DatabaseSync(storePath, { readOnly: true });
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
  const row = db
    .prepare("SELECT ifnull(sum(event_count), 0) AS events FROM event_day WHERE day BETWEEN ? AND ?")
    .get(dayOf(startMs), dayOf(endMs - 1));
  return z.object({ events: z.number() }).parse(row).events;
}

if (import.meta.main) {
  const number = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { events: number, issues: number, days: number },
  });
  const [directory] = positionals;
  if (directory === undefined) throw new Error("Say where: node bench/large-store.ts DIRECTORY");
  const startedAt = performance.now();
  let toldAt = startedAt;
  const sizes = Object.entries(values).map(([name, text]) => [name, Number(text)]);
  const made = await buildLargeStore({ directory, ...Object.fromEntries(sizes) }, (done, of) => {
    if (performance.now() - toldAt < 5_000) return;
    toldAt = performance.now();
    console.log(`${done} of ${of} events, after ${Math.round((toldAt - startedAt) / 1_000)} s`);
  });
  console.log(JSON.stringify(made));
}

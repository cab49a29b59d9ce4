import { randomUUID } from "node:crypto";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const PERSONS = 6;
const EVENTS_AT_ONCE = 6;
const DAY_MS = 86_400_000;

/**
 * A project beside the one under load, whose events have files, are kept for a day and are of people who are erased: so there is
 * something to take away between batches, where a kill may fall as well.
 */
export type ShortLived = {
  /** Sends a few events; those that were answered are to be there, for as long as they may. The clock is so many days ahead. */
  readonly send: (daysAhead: number) => Promise<void>;
  /** Asks for one person to be erased of whom there are events. The server may be gone before it answers. */
  readonly eraseSomebody: () => Promise<void>;
  /** Has it look once more for what is too old. The server may be gone before it answers. */
  readonly lookAgain: () => Promise<void>;
  /** Waits until all that is to go is gone, then says what is wrong. */
  readonly problems: (daysAhead: number) => Promise<readonly string[]>;
};

/** `day`: whole UTC days since 1970. */
type Sent = { readonly day: number; readonly person: number; isAnswered: boolean; fate: "stays" | "may-go" | "goes" };

const Made = z.object({ id: z.string(), slug: z.string(), publicKey: z.string() });
const Erasures = z.array(z.object({ state: z.string() }));

/** `server` must run. */
export async function openShortLived(server: TestServer): Promise<ShortLived> {
  const made = Made.parse(JSON.parse(await server.culprit("project", "create", "Short lived", "--json")));
  const place = `/projects/${server.organization}/${made.slug}/`;
  const keepFor = (retentionDays: number): Promise<Response> =>
    server.api(place, { method: "PUT", body: JSON.stringify({ retentionDays }) });
  const { status } = await keepFor(1);
  if (status !== 200) throw new Error(`the project's retention answered ${status}`);
  const sent = new Map<string, Sent>();

  return {
    async send(daysAhead) {
      await Promise.all(Array.from({ length: EVENTS_AT_ONCE }, () => sendOne(server, made, sent, today(daysAhead))));
    },
    async eraseSomebody() {
      const lately = [...sent.values()].findLast(({ isAnswered }) => isAnswered);
      const before = [...sent.values()].filter(({ person }) => person === lately?.person);
      for (const event of before) if (event.fate === "stays") event.fate = "may-go";
      const body = JSON.stringify({ kind: "id", value: nameOf(lately?.person ?? 0) });
      const answered = await server.api(`${place}erasures/`, { method: "POST", body }).catch(() => undefined);
      if (answered !== undefined && answered.status !== 202) throw new Error(`an erasure answered ${answered.status}`);
      if (answered !== undefined) for (const event of before) event.fate = "goes";
    },
    async lookAgain() {
      // What is not changed is not looked at.
      await keepFor(2).catch(() => undefined);
      await keepFor(1).catch(() => undefined);
    },
    async problems(daysAhead) {
      const day = today(daysAhead);
      await keepFor(2);
      await keepFor(1);
      const isErased = async (): Promise<boolean> =>
        Erasures.parse(await server.read(`${place}erasures/?per_page=1`)).every(({ state }) => state === "finished");
      await waitFor(isErased, { what: "the end of the erasures", timeoutMs: 60_000 });
      const found = (): Found => lookAt(path.join(server.dataDir, "culprit.db"), Number(made.id));
      const isTidy = (): boolean => found().left === 0 && [...found().ids].every((id) => (sent.get(id)?.day ?? day) >= day - 1);
      await waitFor(isTidy, { what: "old events to be gone", timeoutMs: 60_000, everyMs: 250 }).catch(() => undefined);
      return problemsOf(sent, found(), day);
    },
  };
}

const today = (daysAhead: number): number => Math.floor(Date.now() / DAY_MS) + daysAhead;
const nameOf = (person: number): string => `person-${person}`;

async function sendOne(server: TestServer, made: z.infer<typeof Made>, sent: Map<string, Sent>, day: number): Promise<void> {
  const id = randomUUID().replaceAll("-", "");
  const person = Math.floor(Math.random() * PERSONS);
  const event: Sent = { day, person, isAnswered: false, fate: "stays" };
  sent.set(id, event);
  const body = [
    { event_id: id },
    { type: "event" },
    { event_id: id, message: "short lived", user: { id: nameOf(person) } },
    { type: "attachment", filename: "log.txt" },
    `file of ${id}`,
  ];
  const url = `${server.url}/api/${made.id}/envelope/?sentry_key=${made.publicKey}&sentry_version=7`;
  const text = body.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join("\n");
  const answered = await fetch(url, { method: "POST", body: text }).catch(() => undefined);
  await answered?.body?.cancel();
  event.isAnswered = answered?.status === 200;
}

type Found = { readonly ids: ReadonlySet<string>; readonly withFile: ReadonlySet<string>; readonly left: number };

/** Beside the server that runs. */
function lookAt(storePath: string, projectId: number): Found {
  using db = new DatabaseSync(storePath, { readOnly: true, timeout: 5_000 });
  const texts = (sql: string): string[] =>
    db
      .prepare(sql)
      .all()
      .map(({ value }) => String(value));
  const days = texts("SELECT day AS value FROM event_day");
  const idsIn = (table: string): string[] =>
    texts(`SELECT lower(hex(event_id)) AS value FROM ${table} WHERE project_id = ${projectId}`);
  return {
    ids: new Set(days.flatMap((day) => idsIn(`event_${day}`))),
    withFile: new Set(idsIn("attachment")),
    left: Number(texts("SELECT (SELECT count(*) FROM freed_file) + (SELECT count(*) FROM expired_day) AS value")[0]),
  };
}

function problemsOf(sent: ReadonlyMap<string, Sent>, { ids, withFile }: Found, day: number): readonly string[] {
  return [...sent].flatMap(([id, event]) => {
    const isThere = ids.has(id);
    const isOld = event.day < day - 1;
    const name = `${id} of ${nameOf(event.person)}, sent on day ${event.day},`;
    return [
      ...(isThere && isOld ? [`${name} is too old and still there`] : []),
      ...(isThere && event.fate === "goes" ? [`${name} was to be erased and is still there`] : []),
      ...(!isThere && !isOld && event.isAnswered && event.fate === "stays" ? [`${name} was answered and is not there`] : []),
      ...(isThere === withFile.has(id)
        ? []
        : [`${name} is ${isThere ? "there without its file" : "gone and its file is there"}`]),
    ];
  });
}

import { randomUUID } from "node:crypto";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { lockDataDirectory, openDataDirectory } from "../../../src/data-directory.ts";
import { createDigest } from "../../../src/digest/digest-loop.ts";
import { describeEvent } from "../../../src/digest/event/describe-event.ts";
import { sketchOf } from "../../../src/grouping/v1/sketch.ts";
import { groupingV0 } from "../../../src/grouping/v0.ts";
import { openLogReader } from "../../../src/log/segments/reader.ts";
import { openLogWriter } from "../../../src/log/segments/writer.ts";
import type { ClientKey } from "../../../src/project/project.ts";
import { encodeLoggedRequest } from "../../../src/protocol/logged-request.ts";
import { openSqliteWriter } from "../../../src/store/sqlite/writer.ts";

/** What must be found after a restart. */
export type Promised = {
  /** Answered 200 before power was lost. */
  readonly answered: ReadonlySet<string>;
  /** Everything that was ever sent; nothing else may be found. */
  readonly sent: ReadonlySet<string>;
  /** Of the project that all events were sent to. */
  readonly publicKey: string;
  /** What stood in `secret.key` in the end. */
  readonly secretKey: string;
};

/**
 * Starts on a directory as the server does, without its doors: opens the store and the log, digests what waits there, takes one
 * more event, ends. Then looks whether the promises are kept. Answers what is wrong, one line each.
 */
export async function problemsAfterRestart(dataDirectory: string, promised: Promised): Promise<readonly string[]> {
  try {
    const isUsed = promised.answered.size > 0;
    const { secretKey, newId } = await liveOn(dataDirectory, promised);
    const found = lookAt(path.join(dataDirectory, "culprit.db"), promised.publicKey);
    return [
      ...missing([...promised.answered, ...(newId === undefined ? [] : [newId])], found.ids),
      ...found.ids.filter((id) => id !== newId && !promised.sent.has(id)).map((id) => `${id} was never sent`),
      ...countProblems(found),
      ...(isUsed && !found.hasKey ? ["the client key is gone"] : []),
      ...(isUsed && secretKey !== promised.secretKey ? ["the secret key is another one"] : []),
      ...new Set(found.problems),
    ];
  } catch (error) {
    return [`it does not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

type Lived = {
  readonly secretKey: string;
  /** The event that it took, if there was a client key to send it with. */
  readonly newId: string | undefined;
};

async function liveOn(dataDirectory: string, promised: Promised): Promise<Lived> {
  const directory = openDataDirectory(dataDirectory, undefined);
  const lock = lockDataDirectory(directory);
  const secretKey = directory.secretKey();
  const store = openSqliteWriter(directory.storePath, { secretKey, describe: describeEvent, sketchOf });
  const reader = openLogReader({ directory: directory.logPath });
  const digest = createDigest({
    log: reader,
    recorder: store.recorder,
    event: { grouping: groupingV0, secretKey, rulesOf: store.rulesOf },
  });
  const log = await openLogWriter({ directory: directory.logPath, releasedPosition: store.recorder.position() });
  const digestAll = (): void => {
    for (let step = digest.step(log.durableEnd()); step !== undefined; step = digest.step(log.durableEnd())) {
      log.release(step.position);
    }
  };
  try {
    digestAll();
    const key = store.listAllClientKeys().find(({ publicKey }) => publicKey === promised.publicKey);
    // Power was lost before there was a project to send to.
    if (key === undefined) return { secretKey, newId: undefined };
    const newId = randomUUID().replaceAll("-", "");
    const receivedAtMs = Math.max(Date.now(), store.recorder.latestReceivedAtMs());
    await log.append(newRequest(newId, key, receivedAtMs));
    digestAll();
    return { secretKey, newId };
  } finally {
    await log.close();
    reader.close();
    store.close();
    lock?.release();
  }
}

function newRequest(eventId: string, { id, projectId }: ClientKey, receivedAtMs: number): readonly Uint8Array[] {
  const body = Buffer.from(JSON.stringify({ event_id: eventId, message: "after the restart" }));
  return encodeLoggedRequest({ kind: "event", projectId, keyId: id, receivedAtMs, eventId, coding: "identity", body });
}

type Found = {
  /** Lower-case hex; an id that is stored twice stands here twice. */
  readonly ids: readonly string[];
  readonly hasKey: boolean;
  /** What is to be equal to the number of events, by name. */
  readonly counts: { readonly [name: string]: number };
  readonly problems: readonly string[];
};

const COUNTS = {
  "the days' counts": "SELECT total(event_count) AS value FROM event_day",
  "the signatures' counts": "SELECT total(event_count) AS value FROM signature",
  "the issues' counts": "SELECT total(event_count) AS value FROM issue",
  "the hours' counts": "SELECT total(event_count) AS value FROM signature_hour",
  "accepted outcomes": "SELECT total(quantity) AS value FROM outcome_hour WHERE kind = 'accepted'",
};

/**
 * A killed server may leave records that were written and neither synced nor answered. The next one finds them and goes on
 * behind them; should power be lost before they are digested, the operator is told that they are gone. That none of them was
 * answered is checked by the ids.
 */
const LOST_TAIL = "the log is damaged: ";

function lookAt(storePath: string, publicKey: string): Found {
  using db = new DatabaseSync(storePath, { readOnly: true });
  const texts = (sql: string): string[] =>
    db
      .prepare(sql)
      .all()
      .map(({ value }) => String(value));
  const integrity = texts("SELECT integrity_check AS value FROM pragma_integrity_check");
  const quarantined = texts("SELECT problem AS value FROM quarantine");
  return {
    ids: texts("SELECT day AS value FROM event_day").flatMap((day) =>
      texts(`SELECT lower(hex(event_id)) AS value FROM event_${day}`),
    ),
    hasKey: texts("SELECT public_key AS value FROM client_key").includes(publicKey),
    counts: Object.fromEntries(Object.entries(COUNTS).map(([name, sql]) => [name, Number(texts(sql)[0])])),
    problems: [
      ...integrity.filter((text) => text !== "ok").map((text) => `the store is damaged: ${text}`),
      ...quarantined.filter((text) => !text.startsWith(LOST_TAIL)).map((text) => `something went into quarantine: ${text}`),
    ],
  };
}

function missing(wanted: readonly string[], ids: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return wanted
    .filter((id) => times.get(id) !== 1)
    .map((id) => (times.has(id) ? `${id} is stored ${times.get(id)} times` : `${id} was answered 200 and is lost`));
}

function countProblems({ ids, counts }: Found): readonly string[] {
  return Object.entries(counts)
    .filter(([, count]) => count !== ids.length)
    .map(([name, count]) => `${name} come to ${count}, and there are ${ids.length} events`);
}

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { cutOf } from "../src/retention/retention.ts";
import type { TestServer } from "../test/harness/server.ts";
import { startServer } from "../test/harness/server.ts";
import { buildLargeStore } from "./large-store.ts";
import { ingestTarget, prepareLoad, recorded } from "./measured.ts";
import type { Figure, Scale } from "./scenarios.ts";

const RATE = 100;
const DAYS = 60;
const RETENTION_DAYS = 1;
const QUICK_TURNS = 6;

/**
 * Old events are aged out while ingest runs, in turns with as long a time on a server beside it that has nothing to tidy up. The one
 * whose turn it is not is stopped by a signal, so that neither costs the other anything. `CULPRIT_BENCH_STORE` names a store that
 * `large-store.ts` has made, which is copied; otherwise one is made of `events` × `rounds` × 10.
 */
export async function retention({ events, rounds, seconds }: Scale): Promise<readonly Figure[]> {
  const given = process.env["CULPRIT_BENCH_STORE"];
  const directory = given ?? mkdtempSync(path.join(tmpdir(), "culprit-large-"));
  if (given === undefined) await buildLargeStore({ directory, events: events * rounds * 10, issues: events, days: DAYS });
  await using quiet = await startServer();
  await using ageing = await startServer();
  await ageing.stop();
  for (const name of ["culprit.db", "secret.key", "blobs"]) {
    rmSync(path.join(ageing.dataDir, name), { recursive: true, force: true });
  }
  cpSync(directory, ageing.dataDir, { recursive: true });
  // Else the copy is written out half a minute later, in the first turn, and each answer waits for the disk behind a gigabyte.
  execFileSync("sync");
  if (given === undefined) rmSync(directory, { recursive: true });
  const made = await ageing.restart({ CULPRIT_RETENTION_DAYS: String(RETENTION_DAYS) }).then(() => targetOf(ageing));
  const old = leftIn(ageing);

  const turns: { readonly p50: number; readonly p99: number; readonly left: number; readonly isAgeing: boolean }[] = [];
  const turn = async (server: TestServer, target: ReturnType<typeof ingestTarget>, isAgeing: boolean): Promise<void> => {
    const load = await prepareLoad(target, { count: RATE * seconds, rate: RATE, connections: 64, seed: turns.length + 1 });
    process.kill(server.pid(), "SIGCONT");
    const { p50, p99 } = await load.go();
    process.kill(server.pid(), "SIGSTOP");
    turns.push({ p50, p99, left: leftIn(ageing), isAgeing });
    console.log(
      `  ${isAgeing ? "ageing" : "quiet "} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${turns.at(-1)?.left ?? 0} old events left`,
    );
  };
  process.kill(quiet.pid(), "SIGSTOP");
  process.kill(ageing.pid(), "SIGSTOP");
  // A quick run tells whether it works at all, and need not come to the end.
  const most = rounds === 1 ? QUICK_TURNS : Infinity;
  for (let pair = 0; pair < most && leftIn(ageing) > 0; pair += 1) {
    await turn(quiet, ingestTarget(quiet), false);
    await turn(ageing, made, true);
  }
  process.kill(quiet.pid(), "SIGCONT");
  process.kill(ageing.pid(), "SIGCONT");
  await recorded(quiet, 1);
  const of = (isAgeing: boolean, key: "p50" | "p99"): number =>
    median(turns.filter((each) => each.isAgeing === isAgeing).map((each) => each[key]));
  const full = turns.filter((each) => each.isAgeing);
  const gone = old - leftIn(ageing);
  return [
    { what: "old events aged out", unit: "events", value: gone },
    { what: `turns of ${seconds} s at ${RATE} events/s, of each`, unit: "turns", value: full.length },
    { what: "answer p50, quiet", unit: "ms", value: of(false, "p50") },
    { what: "answer p50, while old events go", unit: "ms", value: of(true, "p50") },
    { what: "answer p99, quiet", unit: "ms", value: of(false, "p99") },
    { what: "answer p99, while old events go", unit: "ms", value: of(true, "p99") },
    { what: "answer p99, ageing ÷ quiet (at most 1.5)", unit: "×", value: of(true, "p99") / of(false, "p99") },
    { what: "old events a second", unit: "events/s", value: gone / (full.length * seconds) },
  ];
}

/** Days before this one go: yesterday has ended less than a day ago, and stays. */
const firstKeptDay = (): string => new Date(cutOf(Date.now(), RETENTION_DAYS)).toISOString().slice(0, 10).replaceAll("-", "");

/** Rows of days that have gone out of sight, and of those that are still to go. */
function leftIn(server: TestServer): number {
  using db = new DatabaseSync(path.join(server.dataDir, "culprit.db"), { readOnly: true });
  const days = db.prepare("SELECT day FROM expired_day").all();
  const listed = db.prepare("SELECT ifnull(sum(event_count), 0) AS n FROM event_day WHERE day < ?").get(firstKeptDay());
  const rows = days.map(({ day }) => Number(db.prepare(`SELECT count(*) AS n FROM event_${Number(day)}`).get()?.["n"]));
  return rows.reduce((sum, count) => sum + count, Number(listed?.["n"]));
}

function targetOf(server: TestServer): ReturnType<typeof ingestTarget> {
  using db = new DatabaseSync(path.join(server.dataDir, "culprit.db"), { readOnly: true });
  const key = db.prepare("SELECT public_key AS key, project_id AS project FROM client_key LIMIT 1").get();
  return { url: server.url, path: `/api/${Number(key?.["project"])}/envelope/?sentry_key=${String(key?.["key"])}` };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

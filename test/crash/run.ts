import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../harness/wait-for.ts";
import type { BrokenBuild } from "./broken-builds.ts";
import type { Verdict } from "./checker.ts";
import { check } from "./checker.ts";
import { backlogBytes } from "./log-backlog.ts";
import type { ServerUnderTest, Stage } from "./server-under-test.ts";
import { STAGES, startServerUnderTest } from "./server-under-test.ts";
import type { Ledger } from "./traffic.ts";
import { emptyLedger, startTraffic } from "./traffic.ts";

/** A kill counts only with so many requests under way, and with something in the log. */
const MIN_IN_FLIGHT = 50;
/** A server is killed when it has answered so many requests since its start. */
const WARM_UP_ANSWERS = 80;
const MAX_PASSES = 6;
const MAX_RANDOM_MS = 200;
/** The charts that the checker reads show thirty days, and the first and the last are not whole. */
const MAX_DAYS = 28;

/** Ten kinds: taken three on each time, so that a few kills are spread over the whole way, and ten have each kind once. */
const KINDS: readonly (Stage | "random")[] = [...STAGES, "random"];
const STRIDE = 3;

export type CrashOptions = {
  readonly kills: number;
  readonly broken?: BrokenBuild;
  /** Told in words how far it is. */
  readonly onProgress?: (text: string) => void;
};

export type CrashReport = Verdict & {
  readonly kills: number;
  readonly killsByKind: { readonly [kind: string]: number };
  /** Kills that were done again, since too little was under way. */
  readonly killsNotCounted: number;
  readonly minInFlight: number;
  readonly minBacklogBytes: number;
  readonly days: number;
  readonly sent: number;
  readonly answered: number;
  /** Answers other than 200, by status. */
  readonly refused: { readonly [status: string]: number };
  readonly sentAgain: number;
  readonly sentAgainOnLaterDay: number;
  readonly seconds: number;
};

type Kill = { readonly inFlight: number; readonly backlogBytes: number };

/** Kills a server of its own so many times under load, and has the checker say what became of the events. */
export async function runCrashes({ kills, broken, onProgress = () => {} }: CrashOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  await using target = await startServerUnderTest(broken);
  // It has been set up; every start from here on may end at a stage.
  await target.server.stop();
  const ledger = emptyLedger();
  const counted: (Kill & { readonly kind: string })[] = [];
  const days = Math.min(MAX_DAYS, Math.ceil(kills / 3));
  let killsNotCounted = 0;
  while (counted.length < kills) {
    const kind = KINDS[(counted.length * STRIDE) % KINDS.length] ?? "random";
    const day = Math.floor((counted.length * days) / kills);
    await target.restart(day);
    const kill = await killOnce(target, kind, ledger, { kill: counted.length + 1, day });
    if (kill.inFlight < MIN_IN_FLIGHT || kill.backlogBytes === 0) {
      killsNotCounted += 1;
      if (killsNotCounted > kills + 20) throw new Error(`Too little is under way at ${kind}: ${JSON.stringify(kill)}`);
      continue;
    }
    counted.push({ ...kill, kind });
    if (counted.length % 10 === 0) onProgress(`${counted.length} of ${kills} kills, ${ledger.ids.length} events sent`);
  }
  await target.restart(days - 1);
  onProgress("asking the server what it has");
  const verdict = await check(target.server, ledger);
  return {
    kills: counted.length,
    killsByKind: Object.fromEntries(KINDS.map((kind) => [kind, counted.filter((kill) => kill.kind === kind).length])),
    killsNotCounted,
    minInFlight: Math.min(...counted.map(({ inFlight }) => inFlight)),
    minBacklogBytes: Math.min(...counted.map((kill) => kill.backlogBytes)),
    days,
    ...sums(ledger),
    ...verdict,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
}

function sums(ledger: Ledger): Pick<CrashReport, "sent" | "answered" | "refused" | "sentAgain" | "sentAgainOnLaterDay"> {
  const answered = [...ledger.events.values()].filter(({ answeredBeforeKill }) => answeredBeforeKill !== undefined).length;
  return {
    sent: ledger.ids.length,
    answered,
    refused: Object.fromEntries(ledger.refused),
    sentAgain: ledger.sentAgain,
    sentAgainOnLaterDay: ledger.sentAgainOnLaterDay,
  };
}

async function killOnce(
  target: ServerUnderTest,
  kind: Stage | "random",
  ledger: Ledger,
  { kill, day }: { readonly kill: number; readonly day: number },
): Promise<Kill> {
  const traffic = startTraffic(target.server, ledger, kill, day);
  await waitFor(() => traffic.answers() >= WARM_UP_ANSWERS, { what: "the first answers", timeoutMs: 30_000, everyMs: 5 });
  const diedAtNs = kind === "random" ? await killAtRandom(target) : await killAtStage(target, kind);
  return { inFlight: await traffic.inFlightAt(diedAtNs), backlogBytes: backlogBytes(target.server.dataDir) };
}

async function killAtRandom({ server }: ServerUnderTest): Promise<bigint> {
  await sleep(Math.random() * MAX_RANDOM_MS);
  const atNs = process.hrtime.bigint();
  await server.kill9();
  return atNs;
}

async function killAtStage(target: ServerUnderTest, stage: Stage): Promise<bigint> {
  target.order(stage, 1 + Math.floor(Math.random() * MAX_PASSES));
  const signal = await Promise.race([target.server.ended(), sleep(20_000, "no end" as const, { ref: false })]);
  const diedAtNs = target.diedAtNs();
  if (signal === "SIGKILL" && diedAtNs !== undefined) return diedAtNs;
  throw new Error(`The server did not die at ${stage} (${signal}). It wrote:\n${target.server.output().slice(-4_000)}`);
}

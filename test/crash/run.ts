import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../harness/wait-for.ts";
import type { BrokenBuild } from "./broken-builds.ts";
import type { Verdict } from "./checker.ts";
import { check } from "./checker.ts";
import { backlogBytes } from "./log-backlog.ts";
import type { ServerUnderTest, Stage } from "./server-under-test.ts";
import { DAY_STAGES, ERASING_STAGES, STAGES, startServerUnderTest } from "./server-under-test.ts";
import type { ShortLived } from "./short-lived.ts";
import { openShortLived } from "./short-lived.ts";
import { storeProblems } from "./store-checker.ts";
import type { Ledger } from "./traffic.ts";
import { emptyLedger, startTraffic } from "./traffic.ts";

/** A kill within a batch counts only with so many requests under way, and with something in the log. */
const MIN_IN_FLIGHT = 12;
/** A server is killed when it has answered so many requests since its start. */
const WARM_UP_ANSWERS = 24;
const MAX_PASSES = 4;
/** A round of what is too old rests about so often. */
const MAX_AGEING_PASSES = 12;
const MAX_RANDOM_MS = 200;
/** A stage is passed sooner than that on the slowest machine. */
const STAGE_MS = 60_000;
/** The charts that the checker reads show thirty days, and the first and the last are not whole. */
const MAX_DAYS = 28;

type Kind = Stage | "random";
/** Taken three on each time, so that a few kills are spread over the whole way, and as many as there are kinds have each once. */
const KINDS: readonly Kind[] = [...STAGES, "random", ...ERASING_STAGES];
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
  /** Starts that failed although nothing was ordered. Each was tried again. */
  readonly failedStarts: number;
  /** Of kills within a batch, as is the next. */
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
type Counted = Kill & { readonly kind: Kind };

/** Kills a server of its own so many times under load, and has the checkers say what became of the events. */
export async function runCrashes({ kills, broken, onProgress = () => {} }: CrashOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  await using target = await startServerUnderTest(broken);
  const shortLived = await openShortLived(target.server);
  // It has been set up; every start from here on may end at a stage.
  await target.server.stop();
  const ledger = emptyLedger();
  const counted: Counted[] = [];
  const days = Math.min(MAX_DAYS, Math.ceil(kills / 3));
  const start = startsOf(target, onProgress);
  let killsNotCounted = 0;
  let lastDay = 0;
  while (counted.length < kills) {
    const day = Math.floor((counted.length * days) / kills);
    const kind = day > lastDay ? (DAY_STAGES[day % DAY_STAGES.length] ?? "random") : kindOf(counted.length);
    const kill = await killOnce({ target, start, ledger, shortLived }, kind, { kill: counted.length + 1, day });
    if (isWithinBatch(kind) && (kill.inFlight < MIN_IN_FLIGHT || kill.backlogBytes === 0)) {
      killsNotCounted += 1;
      if (killsNotCounted > kills + 20) throw new Error(`Too little is under way at ${kind}: ${JSON.stringify(kill)}`);
      continue;
    }
    lastDay = day;
    counted.push({ ...kill, kind });
    if (counted.length % 10 === 0) onProgress(`${counted.length} of ${kills} kills, ${ledger.ids.length} events sent`);
  }
  await start.once(lastDay);
  onProgress("asking the server what it has");
  const verdict = await check(target.server, ledger);
  const ofShortLived = await shortLived.problems(lastDay);
  await target.server.stop();
  const inBatches = counted.filter(({ kind }) => isWithinBatch(kind));
  return {
    kills: counted.length,
    killsByKind: Object.fromEntries(
      [...KINDS, ...DAY_STAGES].map((kind) => [kind, counted.filter((kill) => kill.kind === kind).length]),
    ),
    killsNotCounted,
    failedStarts: start.failures().length,
    minInFlight: Math.min(...inBatches.map(({ inFlight }) => inFlight)),
    minBacklogBytes: Math.min(...inBatches.map((kill) => kill.backlogBytes)),
    days,
    ...sums(ledger),
    ...verdict,
    problems: [
      ...start.failures(),
      ...verdict.problems,
      ...ofShortLived,
      ...storeProblems(target.server.dataDir, Number(target.server.projectId)),
    ],
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
}

function kindOf(index: number): Kind {
  return KINDS[(index * STRIDE) % KINDS.length] ?? "random";
}

function isWithinBatch(kind: Kind): boolean {
  return ![...DAY_STAGES, ...ERASING_STAGES].some((stage) => stage === kind);
}

type Starts = {
  readonly once: ServerUnderTest["restart"];
  /** One line for each start that failed and was tried again. */
  readonly failures: () => readonly string[];
};

/** A start that fails is a finding, and not the end of the run: unless the next one fails as well. */
function startsOf(target: ServerUnderTest, onProgress: (text: string) => void): Starts {
  const failures: string[] = [];
  return {
    failures: () => failures,
    async once(day, order) {
      try {
        await target.restart(day, order);
      } catch (error) {
        failures.push(`a start failed: ${error instanceof Error ? error.message.slice(-2_000) : String(error)}`);
        onProgress(failures.at(-1) ?? "");
        await target.restart(day);
      }
    },
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

type Run = {
  readonly target: ServerUnderTest;
  readonly start: Starts;
  readonly ledger: Ledger;
  readonly shortLived: ShortLived;
};

async function killOnce(
  { target, start, ledger, shortLived }: Run,
  kind: Kind,
  { kill, day }: { readonly kill: number; readonly day: number },
): Promise<Kill> {
  // These are passed once, soon after the start: the order must be there before.
  if (kind === "day-closed") await start.once(day, { stage: kind, passes: 1 });
  else if (kind === "ageing") await start.once(day, { stage: kind, passes: atRandom(MAX_AGEING_PASSES) });
  else await start.once(day);
  // In a server's life with one project the door lets all of it in, however far the digest is behind.
  if (!isWithinBatch(kind)) await shortLived.send(day);
  const traffic = startTraffic(target.server, ledger, kill, day);
  const hasEnded = (): boolean => target.diedAtNs() !== undefined;
  const isWarm = (): boolean => traffic.answers() >= WARM_UP_ANSWERS || hasEnded();
  await waitFor(isWarm, { what: "the first answers", timeoutMs: 30_000, everyMs: 5 });
  const diedAtNs = kind === "random" ? await killAtRandom(target) : await killAtStage(target, kind, shortLived);
  return { inFlight: await traffic.inFlightAt(diedAtNs), backlogBytes: backlogBytes(target.server.dataDir) };
}

function atRandom(most: number): number {
  return 1 + Math.floor(Math.random() * most);
}

async function killAtRandom({ server }: ServerUnderTest): Promise<bigint> {
  await sleep(Math.random() * MAX_RANDOM_MS);
  const atNs = process.hrtime.bigint();
  await server.kill9();
  return atNs;
}

async function killAtStage(target: ServerUnderTest, stage: Stage, shortLived: ShortLived): Promise<bigint> {
  if (isWithinBatch(stage)) target.order({ stage, passes: atRandom(MAX_PASSES) });
  if (ERASING_STAGES.some((each) => each === stage)) {
    target.order({ stage, passes: 1 });
    await shortLived.eraseSomebody();
  }
  while (stage === "ageing" && target.diedAtNs() === undefined) {
    await shortLived.lookAgain();
    await sleep(50);
  }
  const signal = await Promise.race([target.server.ended(), sleep(STAGE_MS, "no end" as const, { ref: false })]);
  const diedAtNs = target.diedAtNs();
  if (signal === "SIGKILL" && diedAtNs !== undefined) return diedAtNs;
  throw new Error(`The server did not die at ${stage} (${signal}). It wrote:\n${target.server.output().slice(-4_000)}`);
}

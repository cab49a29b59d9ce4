import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { innerName, runCommand, withArgs } from "../api/remote-commands.ts";
import { groupingV0 } from "../grouping/v0.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import { createReceivedClock } from "../ingest/received-clock.ts";
import { openLogReader } from "../log/segments/reader.ts";
import type { DoorSettings } from "../project/door.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { EventRef } from "../protocol/refused-ids.ts";
import { createRefusedIds } from "../protocol/refused-ids.ts";
import type { SqliteWriter, WriterDeps } from "../store/sqlite/writer.ts";
import { openSqliteWriter } from "../store/sqlite/writer.ts";
import { callsOver } from "../threads/calls.ts";
import { giveWay } from "../threads/give-way.ts";
import { createDigest } from "./digest-loop.ts";
import { describeEvent } from "./event/describe-event.ts";
import { preparedGroupingRules } from "./event/group-event.ts";
import { remapEvent } from "./event/remap-event.ts";
import type { EventDeps } from "./event/digest-event.ts";
import { sketchOf } from "../grouping/v1/sketch.ts";
import type { IssueChanges } from "./recorder.ts";
import { StoreUnavailable } from "./recorder.ts";

/** What the main thread hands over at the start. */
export type DigestThreadData = {
  readonly storePath: string;
  readonly logPath: string;
  readonly secretKey: string;
  /** There is a mail server. */
  readonly hasMail: boolean;
  readonly retentionDays: number;
};

/** Told by the main thread: the log is durable before `end`, and nothing in there was received after `receivedAtMs`. */
export type Durable = { readonly end: number; readonly receivedAtMs: number };

/** Told to the main thread when the store is open. */
export type DigestOpened = {
  readonly position: number;
  readonly latestReceivedAtMs: number;
  readonly needsSetup: boolean;
  /** Some project is connected to a code host. */
  readonly hasCodeHost: boolean;
  /** Some project has a channel for alerts. */
  readonly hasAlertChannel: boolean;
  readonly settings: DoorSettings;
};

/** Told after each batch. */
export type Digested = {
  readonly position: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly entries: number;
  readonly quarantined: number;
  readonly changes: readonly IssueChanges[];
};

const RETRY_STORE_MS = 1_000;
/** How long a slice of tidying up may work, between two batches and while there is none. Its commit takes as long again. */
const TIDY_MS = { busy: 3, idle: 8 };
/** The same for noting what new signatures look like. Between two batches that is done once a second, for the sake of its commit. */
const LOOKS_MS = 8;
const LOOKS_EVERY_MS = 1_000;
/** Commands after which the door must look at the settings again. */
const CHANGE_SETTINGS = new Set([
  "completeSetup",
  "createProject",
  "enableProject",
  "createClientKey",
  "updateClientKey",
  "rotateClientKey",
  "deleteClientKey",
  "updateAdmission",
  "chooseBackend",
  "deleteProject",
  "deleteOrganization",
]);
const ERASE = "erasePerson";
/** Commands that make work for the time between batches. */
const CHANGE_WHAT_IS_KEPT = new Set([
  "deleteIssues",
  "deleteProject",
  "deleteOrganization",
  "setRetention",
  "setMaxEvents",
  "saveArtifacts",
  "deleteUpload",
  ERASE,
]);
/** Commands after which old rows are looked for at once. */
const MAKE_ROWS_OLD = new Set(["deleteProject", "deleteOrganization", "setRetention", "setMaxEvents"]);
/** What old events are, changes with the day. */
const LOOK_FOR_OLD_MS = 10 * 60_000;

/** Commands that another thread may have to be started for, and how the main thread is told. */
const NEWS = new Map([
  ["saveCodeHost", "code-host"],
  ["saveChannel", "alert-channel"],
]);
const NOTHING = { accepted: 0, duplicates: 0, entries: 0, quarantined: 0 };

/** The thread of the one writer: batches from the log, and people's commands between two of them. */
async function runDigestThread(port: MessagePort, data: DigestThreadData): Promise<void> {
  giveWay();
  // What the log holds may have been received while the clock ran ahead, and is not in the store yet.
  let latestReceivedAtMs = 0;
  const receivedNow = createReceivedClock(0, () => Math.max(Date.now(), latestReceivedAtMs));
  const store = openStore(data, receivedNow, (resolved) => {
    const changes = resolved.map((of) => ({ ...of, newIssueIds: [] }));
    main.note("digested", { ...NOTHING, position: store.recorder.position(), changes } satisfies Digested);
  });
  const log = openLogReader({ directory: data.logPath });
  const refusedIds = createRefusedIds();
  const digest = createDigest({
    log,
    recorder: store.recorder,
    event: eventDeps(store, data.secretKey),
    onRefused: ({ projectId, eventId, ...refused }) => refusedIds.note(projectId, eventId, refused),
  });
  let durableEnd = 0;
  let isStopping = false;
  let wake: () => void = () => {};

  const doorSettings = (): DoorSettings => ({
    keys: store.listAllClientKeys(),
    admissions: store.listAdmissions(),
    usages: store.listUsages(receivedNow()),
  });
  const run = async (asked: string, sent: unknown): Promise<unknown> => {
    const name = innerName(asked, sent);
    // What was answered before the request is in the log, if not in the store.
    const args = name === ERASE ? withArgs(asked, sent, { untilPosition: await main.call("log-end", undefined) }) : sent;
    const answer = await runCommand(store.commands, asked, args);
    // The door must know a new key, or one that takes no more events, before whoever decided it counts on that.
    if (CHANGE_SETTINGS.has(name)) await main.call("settings", doorSettings());
    // Their rows are removed while there is no batch.
    if (MAKE_ROWS_OLD.has(name)) store.tidySoon();
    if (CHANGE_WHAT_IS_KEPT.has(name)) wake();
    const news = NEWS.get(name);
    if (news !== undefined) main.note(news, undefined);
    return answer;
  };
  const main = callsOver(port, {
    durable: (durable: Durable) => {
      durableEnd = durable.end;
      latestReceivedAtMs = Math.max(latestReceivedAtMs, durable.receivedAtMs);
      wake();
    },
    command: ({ name, args }: { name: string; args: unknown }) => run(name, args),
    outcomes: (outcomes: readonly OutcomeCount[]) => store.flushOutcomes(outcomes),
    usages: () => store.listUsages(receivedNow()),
    connect: ({ port: apiPort }: { port: MessagePort }) =>
      void callsOver(apiPort, {
        command: ({ name, args }) => run(name, args),
        refused: ({ projectId, eventId }: EventRef) => refusedIds.find(projectId, eventId),
      }),
    stop: () => {
      isStopping = true;
      wake();
    },
  });
  main.note("opened", openedOf(store, doorSettings()));

  const lookForOld = setInterval(() => wake(), LOOK_FOR_OLD_MS);
  const tidy = spareTime(store, (mapped) => main.note("digested", mapped));
  const turn = async (): Promise<void> => {
    const digested = digest.step(durableEnd);
    if (digested !== undefined) main.note("digested", digested satisfies Digested);
    if (!tidy(digested === undefined) && digested === undefined) await new Promise<void>((resolve) => (wake = resolve));
  };
  while (!isStopping) await takeTurn(turn, (message) => main.note("store-unavailable", message));
  clearInterval(lookForOld);
  log.close();
  store.close();
  port.close();
}

function openedOf(store: SqliteWriter, settings: DoorSettings): DigestOpened {
  return {
    position: store.recorder.position(),
    latestReceivedAtMs: store.recorder.latestReceivedAtMs(),
    needsSetup: store.needsSetup(),
    hasCodeHost: store.hasCodeHost(),
    hasAlertChannel: store.hasAlertChannel(),
    settings,
  };
}

function openStore(
  data: DigestThreadData,
  receivedNow: () => number,
  onResolved: NonNullable<WriterDeps["onResolved"]>,
): SqliteWriter {
  const store = openSqliteWriter(data.storePath, {
    ...data,
    receivedNow,
    onResolved,
    describe: describeEvent,
    sketchOf,
    remap: remapUnder(() => store),
  });
  return store;
}

/** Stored events are mapped again under the rules of grouping that hold now. */
function remapUnder(store: () => SqliteWriter): NonNullable<WriterDeps["remap"]> {
  return (event, projectId, maps) =>
    remapEvent(event, projectId, maps, groupingV1, preparedGroupingRules(store().groupingRulesOf(projectId)));
}

/** While the store refuses, it waits before the next one. */
async function takeTurn(turn: () => Promise<void>, onRefused: (message: string) => void): Promise<void> {
  try {
    await turn();
    // Commands and news of the log are read here, between two batches.
    await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    onRefused(error.message);
    await sleep(RETRY_STORE_MS);
  }
}

function eventDeps({ rulesOf, groupingRulesOf, maps }: SqliteWriter, secretKey: string): EventDeps {
  return { grouping: groupingV1, earlier: [groupingV0], secretKey, rulesOf, groupingRulesOf, maps };
}

/** What is done between two batches beside commands; more of it while there is none. False when nothing is left. */
function spareTime(store: SqliteWriter, tell: (mapped: Digested) => void): (isIdle: boolean) => boolean {
  let lookedAtMs = 0;
  return (isIdle) => {
    const budgetMs = isIdle ? TIDY_MS.idle : TIDY_MS.busy;
    const { isLeft: isMappingLeft, changes } = store.mapAgain(budgetMs);
    if (changes.length > 0) tell({ ...NOTHING, position: store.recorder.position(), changes });
    const isLeft = store.tidy(budgetMs) || isMappingLeft;
    const nowMs = performance.now();
    if (!isIdle && nowMs - lookedAtMs < LOOKS_EVERY_MS) return true;
    lookedAtMs = nowMs;
    return store.noteLooks(LOOKS_MS) || isLeft;
  };
}

if (parentPort !== null) await runDigestThread(parentPort, workerData);

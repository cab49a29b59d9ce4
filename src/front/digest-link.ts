import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { Commands } from "../api/commands.ts";
import { remoteCommands } from "../api/remote-commands.ts";
import type { Digested, DigestOpened, DigestThreadData, Durable } from "../digest/digest-thread.ts";
import type { ProjectUsage } from "../project/admission.ts";
import type { DoorSettings } from "../project/door.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import { callsOver } from "../threads/calls.ts";
import { THREAD_HEAP } from "../threads/heap.ts";

export type DigestEvents = {
  readonly onDigested: (digested: Digested) => void;
  /** Somebody is to be erased. Answers where the log ends by now. */
  readonly onErasure: () => number;
  readonly onSettings: (settings: DoorSettings) => void;
  /** A project was connected to a code host. */
  readonly onCodeHost: () => void;
  /** A project was given a channel for alerts. */
  readonly onAlertChannel: () => void;
  /** The store refuses (disk full …); the thread tries again by itself and nothing is lost. */
  readonly onStoreUnavailable: (message: string) => void;
  /** The thread ended without being told to: a bug or a broken disk. */
  readonly onDied: (error: Error) => void;
};

/** The main thread's end of the digest thread. */
export type DigestLink = {
  readonly opened: DigestOpened;
  readonly commands: Commands;
  /** Runs a command by its name: for the admin socket. */
  readonly run: (name: string, args: unknown) => Promise<unknown>;
  readonly durable: (durable: Durable) => void;
  readonly flushOutcomes: (outcomes: readonly OutcomeCount[]) => Promise<void>;
  /** What projects with a quota or spike protection have used, as the store has it. */
  readonly usages: () => Promise<readonly ProjectUsage[]>;
  /** Gives an api thread its own line to the writer. */
  readonly connect: (port: MessagePort) => void;
  /** Finishes the batch under way and closes the store. */
  readonly stop: () => Promise<void>;
};

/** Starts the thread and waits until the store is open. Rejects when it cannot be opened. */
export async function startDigest(data: DigestThreadData, events: DigestEvents): Promise<DigestLink> {
  const worker = new Worker(new URL("../digest/digest-thread.ts", import.meta.url), {
    workerData: data,
    resourceLimits: THREAD_HEAP,
    name: "digest",
  });
  let isStopping = false;
  const opening = Promise.withResolvers<DigestOpened>();
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  const thread = callsOver(worker, {
    opened: (opened: DigestOpened) => opening.resolve(opened),
    digested: events.onDigested,
    settings: events.onSettings,
    "log-end": events.onErasure,
    "code-host": events.onCodeHost,
    "alert-channel": events.onAlertChannel,
    "store-unavailable": events.onStoreUnavailable,
  });
  const died = (error: Error): void => {
    opening.reject(error);
    thread.fail(error);
    if (!isStopping) events.onDied(error);
  };
  worker.once("error", (error) => died(error instanceof Error ? error : new Error(String(error))));
  worker.once("exit", () => {
    if (!isStopping) died(new Error("the digest thread ended"));
  });

  const run = (name: string, args: unknown): Promise<unknown> => thread.call("command", { name, args });
  return {
    opened: await opening.promise,
    commands: remoteCommands(run),
    run,
    durable: (durable) => thread.note("durable", durable),
    flushOutcomes: (outcomes) => thread.call("outcomes", outcomes),
    usages: () => thread.call("usages", undefined),
    connect: (port) => worker.postMessage({ kind: "note", name: "connect", value: { port } }, [port]),
    async stop() {
      isStopping = true;
      thread.note("stop", undefined);
      await ended;
    },
  };
}

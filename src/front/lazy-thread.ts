import type { MessagePort } from "node:worker_threads";
import { MessageChannel, Worker } from "node:worker_threads";
import type { Handlers } from "../threads/calls.ts";
import { callsOver } from "../threads/calls.ts";
import { THREAD_HEAP } from "../threads/heap.ts";

export type LazyThreadDeps = {
  readonly file: URL;
  readonly name: string;
  /** What it is given at the start, beside `commandPort`: its line to the writer. */
  readonly data: object;
  /** Gives the writer its end of the thread's line. */
  readonly connect: (port: MessagePort) => void;
  /** What it tells. */
  readonly handlers: Handlers;
  readonly onProblem: (error: Error) => void;
};

/** The main thread's end of a thread that works outside and that most installations never need. */
export type LazyThread = {
  /** Starts it, unless it runs. */
  readonly start: () => void;
  /** What was under way is done again after the next start. */
  readonly stop: () => Promise<void>;
};

const START_AGAIN_MS = 5_000;

/** A thread that dies is replaced; what it has to do is in the store. */
export function lazyThread(deps: LazyThreadDeps): LazyThread {
  let worker: Worker | undefined;
  let isStopping = false;
  const start = (): void => {
    if (worker !== undefined || isStopping) return;
    const line = new MessageChannel();
    deps.connect(line.port1);
    worker = new Worker(deps.file, {
      workerData: { ...deps.data, commandPort: line.port2 },
      transferList: [line.port2],
      resourceLimits: THREAD_HEAP,
      name: deps.name,
    });
    callsOver(worker, { ...deps.handlers, problem: deps.onProblem });
    worker.once("error", (error) => deps.onProblem(error instanceof Error ? error : new Error(String(error))));
    worker.once("exit", () => {
      worker = undefined;
      if (!isStopping) setTimeout(start, START_AGAIN_MS).unref();
    });
  };
  return {
    start,
    async stop() {
      isStopping = true;
      await worker?.terminate();
    },
  };
}

import { MessageChannel, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { CodeHostThreadData, FollowedIssues } from "../codehost/codehost-thread.ts";
import { callsOver } from "../threads/calls.ts";
import { THREAD_HEAP } from "../threads/heap.ts";

export type CodeHostLinkDeps = {
  readonly data: Omit<CodeHostThreadData, "commandPort">;
  /** Gives the writer its end of the thread's line. */
  readonly connect: (port: MessagePort) => void;
  readonly onChanged: (changed: FollowedIssues) => void;
  readonly onProblem: (error: Error) => void;
};

/** The main thread's end of the thread that works at code hosts. */
export type CodeHostLink = {
  /** Starts the thread, unless it runs. Most installations never need it. */
  readonly start: () => void;
  /** What was under way is done again after the next start. */
  readonly stop: () => Promise<void>;
};

const START_AGAIN_MS = 5_000;

/** A thread that dies is replaced; its jobs are in the store. */
export function codeHostLink(deps: CodeHostLinkDeps): CodeHostLink {
  let worker: Worker | undefined;
  let isStopping = false;
  const start = (): void => {
    if (worker !== undefined || isStopping) return;
    const line = new MessageChannel();
    deps.connect(line.port1);
    const data: CodeHostThreadData = { ...deps.data, commandPort: line.port2 };
    worker = new Worker(new URL("../codehost/codehost-thread.ts", import.meta.url), {
      workerData: data,
      transferList: [line.port2],
      resourceLimits: THREAD_HEAP,
      name: "code host",
    });
    callsOver(worker, { changed: deps.onChanged, problem: deps.onProblem });
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

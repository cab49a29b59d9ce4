import { MessageChannel, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { ArtifactThreadData } from "../artifact/artifact-thread.ts";
import type { Calls } from "../threads/calls.ts";
import { callsOver } from "../threads/calls.ts";
import { THREAD_HEAP } from "../threads/heap.ts";

export type ArtifactLinkDeps = {
  readonly data: Omit<ArtifactThreadData, "commandPort">;
  /** Gives the writer its end of the thread's line. */
  readonly connect: (port: MessagePort) => void;
  readonly onProblem: (error: Error) => void;
};

/** The main thread's end of the thread that works on uploads. */
export type ArtifactLink = {
  /** Asks the thread, which is started when it does not run. */
  readonly call: (method: string, args: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
};

/** Uploads come with releases; between them the memory of the thread is given back. */
const IDLE_MS = 60_000;

/** A thread that dies takes with it what it was asked; uploaders try again. */
export function artifactLink(deps: ArtifactLinkDeps): ArtifactLink {
  let running: { readonly worker: Worker; readonly calls: Calls } | undefined;
  let waiting = 0;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Calls => {
    const line = new MessageChannel();
    deps.connect(line.port1);
    const data: ArtifactThreadData = { ...deps.data, commandPort: line.port2 };
    const worker = new Worker(new URL("../artifact/artifact-thread.ts", import.meta.url), {
      workerData: data,
      transferList: [line.port2],
      resourceLimits: THREAD_HEAP,
      name: "artifacts",
    });
    const calls = callsOver(worker, {});
    worker.once("error", (error) => deps.onProblem(error instanceof Error ? error : new Error(String(error))));
    worker.once("exit", () => {
      calls.fail(new Error("the thread of uploads ended"));
      if (running?.worker === worker) running = undefined;
    });
    running = { worker, calls };
    return calls;
  };
  const end = async (): Promise<void> => {
    const { worker } = running ?? {};
    running = undefined;
    await worker?.terminate();
  };
  return {
    async call(method, args) {
      clearTimeout(idle);
      waiting += 1;
      try {
        return await (running?.calls ?? start()).call(method, args);
      } finally {
        waiting -= 1;
        if (waiting === 0) idle = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    async stop() {
      clearTimeout(idle);
      await end();
    },
  };
}

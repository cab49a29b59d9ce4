import { Worker } from "node:worker_threads";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { InflateAnswer, InflateJob } from "./inflate-thread.ts";
import type { InspectJob, Inspection, LookJob } from "./inspect.ts";
import { ownBytes } from "./own-bytes.ts";
import type { IngestProblem } from "./problem.ts";

/** The main thread's end of the inflate thread. */
export type InflateLink = {
  /** Has a body looked into, after those that came before. The body's memory is given away. */
  readonly inspect: (job: InspectJob) => Promise<Result<Inspection, IngestProblem>>;
  /** Has the start of a body looked at, in the same row. What is wrong with it, if anything is. */
  readonly look: (job: LookJob) => Promise<IngestProblem | undefined>;
  readonly close: () => Promise<void>;
};

/** Tiny bodies are cheap to hold (the byte budget does not stop them) but each takes its turn. */
const MAX_WAITING = 256;

type Answer = Result<Inspection | undefined, IngestProblem>;
type Waiting = {
  readonly job: InflateJob & { readonly body: Uint8Array<ArrayBuffer> };
  readonly settle: (answer: Answer) => void;
};

const START_MS = 10_000;

/**
 * Starts the thread at the first body. One body at a time, so that at most one is inflated in memory. A body that takes longer
 * than `timeoutMs`, or brings the thread down, is refused as corrupt; the thread is replaced, and the next body is not harmed.
 * `onReplaced` hears of it: no body should be able to do that.
 */
export function createInflateLink(
  timeoutMs: number,
  onReplaced: (why: Error) => void,
  entry = new URL("./inflate-thread.ts", import.meta.url),
): InflateLink {
  const waiting: Waiting[] = [];
  let thread: Worker | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const finish = (answer: Answer): void => {
    clearTimeout(timer);
    const finished = current;
    current = undefined;
    thread?.unref();
    finished?.settle(answer);
    next();
  };
  const abandon = (worker: Worker, why: Error): void => {
    if (worker !== thread) return;
    thread = undefined;
    onReplaced(why);
    void worker.terminate();
    if (current !== undefined) finish(problem({ kind: "corrupt-coding" }));
  };
  const start = (): Worker => {
    const worker = new Worker(entry, { name: "inflate", resourceLimits: { maxOldGenerationSizeMb: 64 } });
    worker.on("message", (answer: InflateAnswer) => worker === thread && finish(answer));
    worker.on("error", (error) => abandon(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", (code) => abandon(worker, new Error(`the inflate thread ended with ${code}`)));
    return worker;
  };
  const next = (): void => {
    if (current !== undefined) return;
    current = waiting.shift();
    if (current === undefined) return;
    // Its start is not the body's fault: on a busy machine it takes longer than any body.
    const patienceMs = thread === undefined ? timeoutMs + START_MS : timeoutMs;
    const worker = (thread ??= start());
    worker.ref();
    timer = setTimeout(() => abandon(worker, new Error(`a body took more than ${patienceMs} ms to look into`)), patienceMs);
    worker.postMessage(current.job, [current.job.body.buffer]);
  };

  const ask = (job: InflateJob): Promise<Answer> => {
    if (isClosed) return Promise.resolve(problem({ kind: "closing" }));
    if (waiting.length >= MAX_WAITING) return Promise.resolve(problem({ kind: "busy" }));
    return new Promise((resolve) => {
      waiting.push({ job: { ...job, body: ownBytes(job.body) }, settle: resolve });
      next();
    });
  };

  return {
    ...questionsOver(ask),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const worker = thread;
      thread = undefined;
      for (const { settle } of waiting.splice(0)) settle(problem({ kind: "closing" }));
      current?.settle(problem({ kind: "closing" }));
      current = undefined;
      await worker?.terminate();
    },
  };
}

function questionsOver(ask: (job: InflateJob) => Promise<Answer>): Pick<InflateLink, "inspect" | "look"> {
  return {
    async inspect(job) {
      const answer = await ask(job);
      if (!answer.ok) return answer;
      if (answer.value === undefined) throw new Error("the inflate thread did not say what it found");
      return ok(answer.value);
    },
    async look(job) {
      const answer = await ask(job);
      return answer.ok ? undefined : answer.problem;
    },
  };
}

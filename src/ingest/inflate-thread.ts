import { parentPort } from "node:worker_threads";
import type { Result } from "../protocol/result.ts";
import { openBrotliDecoder } from "./brotli.ts";
import type { BrotliDecoder, InspectJob, Inspection } from "./inspect.ts";
import { inspect } from "./inspect.ts";
import { ownBytes } from "./own-bytes.ts";
import type { InspectProblem } from "./problem.ts";

/**
 * Entry of the inflate thread: one body after the other. It holds nothing, so it may be ended at any time. What it throws ends
 * it, and the other side starts a new one.
 */
export type InflateAnswer = Result<Inspection, InspectProblem>;

let brotli: BrotliDecoder | undefined;

parentPort?.on("message", (job: InspectJob) => {
  // Made when first needed: most servers never see a brotli body.
  if (job.codings.includes("br")) brotli ??= openBrotliDecoder();
  const answer: InflateAnswer = inspect(job, brotli);
  if (!answer.ok) {
    parentPort?.postMessage(answer, []);
    return;
  }
  const body = ownBytes(answer.value.body);
  parentPort?.postMessage({ ok: true, value: { ...answer.value, body } }, [body.buffer]);
});

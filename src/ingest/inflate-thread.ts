import { parentPort } from "node:worker_threads";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { openBrotliDecoder } from "./brotli.ts";
import type { BrotliDecoder, InspectJob, Inspection, LookJob } from "./inspect.ts";
import { BOMB, beginsAs, inspect } from "./inspect.ts";
import { ownBytes } from "./own-bytes.ts";
import type { InspectProblem } from "./problem.ts";

/**
 * Entry of the inflate thread: one body after the other. It holds nothing, so it may be ended at any time. What it throws ends
 * it, and the other side starts a new one.
 */
export type InflateJob = InspectJob | LookJob;
/** A look has no more to say than that nothing is wrong. */
export type InflateAnswer = Result<Inspection | undefined, InspectProblem>;

let brotli: BrotliDecoder | undefined;

parentPort?.on("message", (job: InflateJob) => {
  // Made when first needed: most servers never see a brotli body.
  if (job.form === "start" ? job.coding === "br" : job.codings.includes("br")) brotli ??= openBrotliDecoder();
  const answer = job.form === "start" ? look(job) : inspect(job, brotli);
  if (!answer.ok || answer.value === undefined) {
    parentPort?.postMessage(answer, []);
    return;
  }
  const body = ownBytes(answer.value.body);
  parentPort?.postMessage({ ok: true, value: { ...answer.value, body } }, [body.buffer]);
});

function look({ body, coding }: LookJob): InflateAnswer {
  return beginsAs(BOMB, body, coding, brotli) ? problem({ kind: "inflates-too-far" }) : ok(undefined);
}

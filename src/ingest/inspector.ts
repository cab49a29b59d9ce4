import { inflatedHint } from "../protocol/inflate.ts";
import type { Result } from "../protocol/result.ts";
import { problem } from "../protocol/result.ts";
import type { HttpCoding } from "./content-encoding.ts";
import { createInflateLink } from "./inflate-link.ts";
import type { Inspection } from "./inspect.ts";
import { inspect } from "./inspect.ts";
import type { Making } from "./make-envelope.ts";
import type { IngestProblem } from "./problem.ts";
import type { IngestSizes } from "./sizes.ts";
import { inflatedCap } from "./sizes.ts";

/** Looks into bodies where it costs other requests nothing. */
export type Inspector = {
  readonly inspect: (body: ArrivedBody) => Result<Inspection, IngestProblem> | Promise<Result<Inspection, IngestProblem>>;
  readonly close: () => Promise<void>;
};

export type ArrivedBody = {
  readonly form: "envelope" | "store";
  readonly made?: Making;
  readonly body: Uint8Array;
  readonly codings: readonly HttpCoding[];
};

/**
 * Small bodies at once, on this thread: handing one over costs more than inflating it. Large ones, those that turn out large,
 * and all brotli on the inflate thread.
 */
export function createInspector(sizes: IngestSizes, onReplaced: (why: Error) => void): Inspector {
  const thread = createInflateLink(sizes.inflateTimeoutMs, onReplaced);
  return {
    inspect(arrived) {
      const { form, body, codings } = arrived;
      const cap = inflatedCap(sizes, form, body.length);
      const job = { ...arrived, maxInflatedBytes: cap };
      const syncCap = Math.min(cap, form === "envelope" ? sizes.maxSyncEnvelopeBytes : sizes.maxSyncStoreBytes);
      const isPlain = codings.length === 0;
      if (codings.includes("br") || body.length > (isPlain ? syncCap : sizes.maxSyncBodyBytes)) return thread.inspect(job);

      const inspected = inspect({ ...job, maxInflatedBytes: syncCap });
      const isBeyondSync = !inspected.ok && inspected.problem.kind === "inflates-too-far" && syncCap < cap;
      if (!isBeyondSync) return inspected;
      // It is larger than the first megabyte, and says itself that it is larger than anything we take.
      const says = codings.at(-1) === "gzip" ? inflatedHint(body) : undefined;
      return says !== undefined && says > cap ? problem({ kind: "inflates-too-far" }) : thread.inspect(job);
    },
    close: () => thread.close(),
  };
}

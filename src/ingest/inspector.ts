import { inflatedHint, sniffCoding } from "../protocol/inflate.ts";
import type { Result } from "../protocol/result.ts";
import type { HttpCoding } from "./content-encoding.ts";
import { createInflateLink } from "./inflate-link.ts";
import type { Inspection, Steepness } from "./inspect.ts";
import { beginsAs, BOMB, inspect } from "./inspect.ts";
import type { Making } from "./make-envelope.ts";
import type { IngestProblem } from "./problem.ts";
import type { EarlyLook } from "./read-body.ts";
import type { IngestSizes } from "./sizes.ts";
import { inflatedCap } from "./sizes.ts";

/** Looks into bodies where it costs other requests nothing. */
export type Inspector = {
  readonly inspect: (body: ArrivedBody) => Result<Inspection, IngestProblem> | Promise<Result<Inspection, IngestProblem>>;
  /** Tells a bomb before it takes room: many at once would use up the budget, and honest bodies would be refused for them. */
  readonly earlyLook: (codings: readonly HttpCoding[]) => EarlyLook<IngestProblem>;
  readonly close: () => Promise<void>;
};

export type ArrivedBody = {
  readonly form: "envelope" | "store";
  readonly made?: Making;
  readonly body: Uint8Array;
  readonly codings: readonly HttpCoding[];
};

/**
 * A body of over 16 KiB that begins like this is no JSON of an event. It is not refused for it, but looked into by the thread: inflating
 * the first megabyte of a bomb, and collecting that, took the main thread 1.3 ms; this look takes 0.1 ms.
 */
const SUSPECT: Steepness & { readonly fromBytes: number } = {
  fromBytes: 16 * 1024,
  firstBytes: 1024,
  inflatedBytes: 64 * 1024,
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
      const outer = codings.at(-1) ?? sniffCoding(body);
      if (outer === "gzip" && (inflatedHint(body) ?? 0) > syncCap) return thread.inspect(job);
      if (outer !== "identity" && body.length > SUSPECT.fromBytes && beginsAs(SUSPECT, body, outer)) return thread.inspect(job);

      const inspected = inspect({ ...job, maxInflatedBytes: syncCap });
      const isBeyondSync = !inspected.ok && inspected.problem.kind === "inflates-too-far" && syncCap < cap;
      return isBeyondSync ? thread.inspect(job) : inspected;
    },
    earlyLook: (codings) => ({
      afterBytes: sizes.maxSyncBodyBytes,
      async look(chunks) {
        const body = Buffer.concat(chunks, BOMB.firstBytes);
        const coding = codings.at(-1) ?? sniffCoding(body);
        return coding === "identity" ? undefined : thread.look({ form: "start", body, coding });
      },
    }),
    close: () => thread.close(),
  };
}

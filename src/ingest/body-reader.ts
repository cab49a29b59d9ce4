import type { IncomingMessage } from "node:http";
import type { Result } from "../protocol/result.ts";
import { problem } from "../protocol/result.ts";
import { createByteBudget } from "./byte-budget.ts";
import type { BodyProblem } from "./problem.ts";
import type { BodySizes } from "./read-body.ts";
import { declaresTooMuch, drain, readBody } from "./read-body.ts";

/** Reads the bodies of another door than ingest's by the same rules, within a budget of that door's own. */
export type BodyReader = {
  /** `busy`: all bodies together are over the budget. After a problem but `aborted`, answer and `drain`. */
  readonly read: (request: IncomingMessage) => Promise<Result<Buffer, BodyProblem>>;
  readonly drain: (request: IncomingMessage) => void;
  readonly maxBodyBytes: number;
};

/** `maxBytesInFlight` is what all bodies that are still arriving may hold together. */
export function createBodyReader(sizes: BodySizes, maxBytesInFlight: number): BodyReader {
  const budget = createByteBudget(maxBytesInFlight);
  return {
    async read(request) {
      if (declaresTooMuch(request, sizes.maxBodyBytes)) return problem({ kind: "body-too-large" });
      const lease = budget.lease();
      try {
        return await readBody(request, lease, sizes);
      } finally {
        lease.release();
      }
    },
    drain: (request) => drain(request, sizes.maxBodyBytes),
    maxBodyBytes: sizes.maxBodyBytes,
  };
}

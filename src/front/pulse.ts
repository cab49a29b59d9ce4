import type { Pulse } from "../checkup/installation.ts";
import type { LogWriter } from "../log/log.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { Handlers } from "../threads/calls.ts";
import { keepAgain } from "./keep-again.ts";
import { createRates } from "./rates.ts";

type Measured = {
  readonly log: Pick<LogWriter, "append">;
  readonly now: () => number;
  readonly measures: () => { readonly logDepthBytes: number; readonly digestLagMs: number; readonly digestedEntries: number };
  readonly room: { readonly canKeep: () => Pick<Pulse, "ready" | "reason"> };
};

/** How the server is at a moment, and what counts for it. */
export type PulseTaker = {
  /** What other threads may ask. */
  readonly handlers: Handlers;
  /** The same, and counts each call as a request that was kept. */
  readonly countingKept: <Args extends readonly unknown[]>(then: (...args: Args) => void) => (...args: Args) => void;
  /** The same, and counts items that were refused at the door. */
  readonly countingRefused: (then: (outcome: OutcomeCount) => void) => (outcome: OutcomeCount) => void;
  readonly close: () => void;
};

export function openPulse(pipeline: Measured): PulseTaker {
  const { measures, room } = pipeline;
  const startedAtMs = Date.now();
  let accepted = 0;
  let refused = 0;
  const rates = createRates(() => ({ accepted, refused, digested: measures().digestedEntries }));
  const take = (): Pulse => {
    const { logDepthBytes, digestLagMs } = measures();
    const perSecond = { accepted: rates.of("accepted"), refused: rates.of("refused"), digested: rates.of("digested") };
    return { ...room.canKeep(), startedAtMs, logDepthBytes, digestLagMs, rates: perSecond };
  };
  return {
    handlers: { pulse: take, "keep-again": (bytes: Uint8Array) => keepAgain(pipeline, bytes) },
    countingKept:
      (then) =>
      (...args) => {
        accepted += 1;
        then(...args);
      },
    countingRefused: (then) => (outcome) => {
      // What a program left out by itself never came; attachments are counted in bytes, and beside it as items.
      if (outcome.kind !== "client-discard" && outcome.kind !== "accepted" && outcome.category !== "attachment") {
        refused += outcome.quantity;
      }
      then(outcome);
    },
    close: rates.close,
  };
}

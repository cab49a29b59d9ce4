import type { OutcomeCount } from "../protocol/outcome.ts";

const FLUSH_EVERY_MS = 1_000;
/** Distinct counts held while the store refuses; past that, further kinds join "other" rather than grow memory. */
const MAX_COUNTS = 20_000;

/** Outcomes of items refused at the door: added up here and handed to the writer each second. */
export type OutcomeBuffer = {
  readonly count: (outcome: OutcomeCount) => void;
  /** Hands over what is left and stops. */
  readonly close: () => Promise<void>;
};

export function createOutcomeBuffer(flush: (outcomes: readonly OutcomeCount[]) => Promise<void>): OutcomeBuffer {
  let counts = new Map<string, OutcomeCount>();
  let flushing: Promise<void> = Promise.resolve();

  const count = (outcome: OutcomeCount): void => {
    const reason = counts.size < MAX_COUNTS ? outcome.reason : "other";
    const key = `${outcome.projectId} ${outcome.keyId} ${outcome.hour} ${outcome.kind} ${outcome.category} ${reason}`;
    const before = counts.get(key)?.quantity ?? 0;
    counts.set(key, { ...outcome, reason, quantity: before + outcome.quantity });
  };
  const flushNow = async (): Promise<void> => {
    if (counts.size === 0) return;
    const taken = [...counts.values()];
    counts = new Map();
    // Not lost when the store refuses: they join the next second's.
    await flush(taken).catch(() => taken.forEach(count));
  };
  const timer = setInterval(() => void (flushing = flushing.then(flushNow)), FLUSH_EVERY_MS);
  timer.unref();

  return {
    count,
    async close() {
      clearInterval(timer);
      await flushing;
      await flushNow();
    },
  };
}

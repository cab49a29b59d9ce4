import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks until the answer is neither undefined nor false, and returns it. Fails after `timeoutMs` with `what` in the message,
 * and with the last error if the condition threw.
 */
export async function waitFor<Answer>(
  condition: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  { what = "the condition", timeoutMs = 15_000, everyMs = 25 } = {},
): Promise<Answer> {
  const endsAt = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== false) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await sleep(everyMs);
  } while (performance.now() < endsAt);
  throw new Error(`Waited ${timeoutMs} ms for ${what} in vain`, { cause: lastError });
}

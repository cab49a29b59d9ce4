import type { SentryProblem } from "./problem.ts";

/** The first wait and the next; the last stands for all that follow. */
const BACK_OFF_MS = [250, 1_000] as const;
/** A Sentry that asks for more is not waited for: a person is waiting too. */
const MAX_WAIT_MS = 10_000;

/** What may be gone at the next attempt: the network between, a proxy whose server restarts, a limit of a few seconds. */
export function mayPass({ kind, retryAfterMs }: SentryProblem, status: number | undefined): boolean {
  switch (kind) {
    case "refused":
    case "unreachable":
      return true;
    case "broken-answer":
      // Without a status the connection broke; with one the answer is what the Sentry wanted to say.
      return status === undefined;
    case "rate-limited":
      return retryAfterMs !== undefined;
    default:
      return status === 502 || status === 503 || status === 504;
  }
}

/**
 * How long to wait before the attempt after attempt number `attempt` (from 0), or undefined when none is worth it. Source of the
 * statuses: what Sentry's own command line retries (sentry-web-api §1.5).
 */
export function waitBeforeRetry(found: SentryProblem, status: number | undefined, attempt: number): number | undefined {
  if (!mayPass(found, status)) return undefined;
  const backOffMs = BACK_OFF_MS[attempt] ?? BACK_OFF_MS[1];
  const waitMs = Math.max(backOffMs, found.retryAfterMs ?? 0);
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
}

/** `Retry-After` as milliseconds from now: seconds, or a date. Not in the past, at most a day. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.length > 64) return undefined;
  const text = header.trim();
  const waitMs = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1_000 : dateOf(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, Math.ceil(waitMs)), 86_400_000) : undefined;
}

/** HTTP's one form of a date; Node would read much else as one. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}

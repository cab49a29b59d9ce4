import type { Category } from "./outcome.ts";

/** One limit in force. No categories means everything. */
export type RateLimit = {
  readonly retryAfterSeconds: number;
  readonly categories: readonly Category[];
  readonly scope: "organization" | "project" | "key";
  readonly reason?: string;
};

/**
 * The value of `X-Sentry-Rate-Limits`: `60:error;default:key:quota, 120::project`. One header line, integer seconds, and never
 * fewer than three fields: old Python and Rust SDKs pass over shorter entries. Source: develop.sentry.dev, "Rate Limiting".
 */
export function rateLimitsHeader(limits: readonly RateLimit[]): string {
  return limits
    .map(({ retryAfterSeconds, categories, scope, reason }) => {
      const fields = `${wholeSeconds(retryAfterSeconds)}:${categories.join(";")}:${scope}`;
      return reason === undefined ? fields : `${fields}:${reason.replaceAll(/[^A-Za-z0-9_.-]/g, "_").slice(0, 64)}`;
    })
    .join(", ");
}

/** The value of `Retry-After`: the longest wait among the limits. */
export function retryAfterHeader(limits: readonly RateLimit[]): string {
  return String(limits.reduce((longest, { retryAfterSeconds }) => Math.max(longest, wholeSeconds(retryAfterSeconds)), 1));
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds));
}

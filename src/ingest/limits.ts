import type { ClientKey } from "../project/project.ts";
import type { Category } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";

/** Which limits are in force now. Asked on the main thread for every request, so answered from memory. `nowMs` is received time. */
export type IngestLimits = {
  /** The limit on all that a key sends, if one is in force; asked before anything of the body is read. */
  readonly ofKey: (key: ClientKey, nowMs: number) => RateLimit | undefined;
  /** Lets in an item, and counts it, or answers the limit that refuses it. */
  readonly take: (key: ClientKey, category: Category, quantity: number, nowMs: number) => RateLimit | undefined;
  /** The limits that items of these categories would meet if they came now: told with every answer, also with 200. */
  readonly inForce: (key: ClientKey, categories: ReadonlySet<Category>, nowMs: number) => readonly RateLimit[];
};

export const NO_LIMITS: IngestLimits = { ofKey: () => undefined, take: () => undefined, inForce: () => [] };

/** Why a limit is in force. Stands in the header, in the outcome and in the answer's words. */
export type LimitReason = "key-limit" | "project-limit" | "monthly-quota" | "spike" | "backlog";

/** For whoever reads the answer of a refused request. ASCII, for it goes into a header too. */
const LIMIT_WORDS: { readonly [reason in LimitReason]: string } = {
  "key-limit": "this client key has sent as much as its rate limit lets in",
  "project-limit": "the project has sent as much as its rate limit lets in",
  "monthly-quota": "the project has used up its quota of this month",
  spike: "the project sends far more than it did in the days before, and is held to a multiple of its habit",
  backlog: "the server lags behind, and a large part of what waits is of this project",
};

/** A limit's reason in words; "a limit is in force" when there are none for it. */
export function wordsOfLimit(reason: string | undefined): string {
  return isLimitReason(reason) ? LIMIT_WORDS[reason] : "a limit is in force";
}

function isLimitReason(reason: string | undefined): reason is LimitReason {
  return reason !== undefined && Object.hasOwn(LIMIT_WORDS, reason);
}

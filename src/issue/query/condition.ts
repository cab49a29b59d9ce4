import type { TextMatch } from "./match.ts";

/** One thing that must hold of an issue, beyond its status, level and number. `isNegated`: must not hold. */
export type IssueCondition =
  /** Which shade of its status: `regressed`, `archived_forever` … Resolved issues have none and always pass. */
  | { readonly on: "substatus"; readonly anyOf: readonly string[] }
  | { readonly on: "assignee"; readonly anyOf: readonly AssigneeName[]; readonly isNegated: boolean }
  /** Tied to an issue at the code host. */
  | { readonly on: "link"; readonly isNegated: boolean }
  | { readonly on: "number"; readonly field: "events" | "users"; readonly test: Comparison }
  /** Unix ms; `fromMs` is included, `toMs` is not. Negated: outside of it. */
  | {
      readonly on: "date";
      readonly field: "first-seen" | "last-seen";
      readonly fromMs?: number;
      readonly toMs?: number;
      readonly isNegated: boolean;
    }
  | { readonly on: "text"; readonly field: IssueTextField; readonly anyOf: readonly TextMatch[]; readonly isNegated: boolean }
  /** Local ids that are left out; those that are wanted stand in the filter itself. */
  | { readonly on: "other-than"; readonly ids: readonly number[] }
  /** Short ids, in upper case. */
  | { readonly on: "short-id"; readonly anyOf: readonly string[]; readonly isNegated: boolean }
  | { readonly on: "project"; readonly anyOf: readonly string[]; readonly isNegated: boolean }
  | EventCondition;

/** What an issue says of itself, which is what its newest event says. */
export type IssueTextField =
  | "title"
  | "message"
  | "culprit"
  | "logger"
  | "platform"
  | "error-type"
  | "error-value"
  | "type"
  | "first-release";

export type Comparison = { readonly sign: ">" | ">=" | "<" | "<=" | "=" | "!="; readonly than: number };

/** `name`: an e-mail address or a name, of a member. */
export type AssigneeName =
  | { readonly kind: "me" | "none" | "my-teams" }
  | { readonly kind: "team"; readonly slug: string }
  | { readonly kind: "name"; readonly name: string };

/**
 * What one event of the issue must say. `key` is that of a tag, or one of `PAYLOAD_KEYS`. Without `anyOf`: that the key is there.
 * Negated: an event that says another thing, or nothing.
 */
export type EventCondition = {
  readonly on: "event";
  readonly key: string;
  readonly anyOf?: readonly TextMatch[];
  /** In place of `anyOf`, for `release` alone. */
  readonly version?: VersionTest;
  readonly isNegated: boolean;
};

/** Of the semantic version of a release: `2.1.0`. */
export type VersionTest = { readonly sign: Comparison["sign"]; readonly than: string };

/** Keys that no roll-up counts: they are looked for in the events themselves. */
export const PAYLOAD_KEYS = [
  "stack.filename",
  "stack.abs_path",
  "stack.module",
  "stack.function",
  "stack.package",
  "http.method",
  "sdk.name",
  "sdk.version",
  "trace",
  "user.geo.country_code",
] as const;
export type PayloadKey = (typeof PAYLOAD_KEYS)[number];

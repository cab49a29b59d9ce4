import type { Level } from "../protocol/event.ts";

/** When somebody is told of errors, of which, where and how often. */
export type AlertRule = RuleSettings & {
  readonly id: number;
  readonly projectId: number;
  readonly createdAtMs: number;
};

export type RuleSettings = {
  readonly name: string;
  readonly isActive: boolean;
  /** Whether one of the triggers is enough. */
  readonly match: "any" | "all";
  readonly triggers: readonly Trigger[];
  readonly filterMatch: "all" | "any" | "none";
  readonly filters: readonly Filter[];
  /** Only errors from there; absent: from everywhere. */
  readonly environment?: string;
  readonly actions: readonly Action[];
  /** An issue that has fired the rule does not fire it again for so long. */
  readonly throttleMs: number;
  /** The rule sends at most one message in this time; what happens meanwhile is collected. 0: each as it comes. */
  readonly digestMs: number;
};

export type Trigger =
  | { readonly kind: "new-issue" }
  | { readonly kind: "regression" }
  /** An ignored issue came back. */
  | { readonly kind: "escalation" }
  /** So many events, or so many people, of one issue within a time. */
  | { readonly kind: "events" | "users"; readonly count: number; readonly windowMs: number };

export type TagMatch = (typeof TAG_MATCHES)[number];
/** Sentry's words: equal, not equal, contains, does not contain, starts, ends, is set, is not set. */
export const TAG_MATCHES = ["eq", "ne", "co", "nc", "sw", "ew", "is", "ns"] as const;

export type Filter =
  | { readonly kind: "level"; readonly match: "eq" | "gte" | "lte"; readonly level: Level }
  /** `release`, `environment` and the like are tags, too. */
  | { readonly kind: "tag"; readonly key: string; readonly match: TagMatch; readonly value: string };

export type Action =
  /** An e-mail to each member of the organisation who wants it. */
  | ({ readonly kind: "members" } & Otherwise)
  /** To those of a team, or to one person, as far as they are members and want it. */
  | ({ readonly kind: "team"; readonly teamId: number } & Otherwise)
  | ({ readonly kind: "member"; readonly userId: number } & Otherwise)
  | { readonly kind: "channel"; readonly channelId: number };

/** Whom Sentry would tell where an issue has no owner. It says nothing here, and is kept for whoever wrote it. */
type Otherwise = { readonly otherwise?: "AllMembers" | "ActiveMembers" };

const MINUTE_MS = 60_000;

/** What a new project begins with. It does nothing while there is no mail server. */
export const DEFAULT_RULE: RuleSettings = {
  name: "New and returning errors",
  isActive: true,
  match: "any",
  triggers: [{ kind: "new-issue" }, { kind: "regression" }],
  filterMatch: "all",
  filters: [],
  actions: [{ kind: "members" }],
  throttleMs: 30 * MINUTE_MS,
  digestMs: 5 * MINUTE_MS,
};

/** Over all rules of a project: what more happens in this time is only counted, and told in one summary for each rule. */
export const STORM = { notices: 20, windowMs: 10 * MINUTE_MS };

const RANK: ReadonlyMap<string, number> = new Map([
  ["debug", 10],
  ["info", 20],
  ["warning", 30],
  ["error", 40],
  ["fatal", 50],
]);

/** Whether events with these tags, of which each may stand for another event of the batch, pass the filters of a rule. */
export function passesFilters(rule: RuleSettings, tags: readonly (readonly [key: string, value: string])[]): boolean {
  if (rule.environment !== undefined && !tags.some(([key, value]) => key === "environment" && value === rule.environment))
    return false;
  const passes = (filter: Filter): boolean => passesFilter(filter, tags);
  switch (rule.filterMatch) {
    case "all":
      return rule.filters.every(passes);
    case "any":
      return rule.filters.length === 0 || rule.filters.some(passes);
    case "none":
      return !rule.filters.some(passes);
  }
}

function passesFilter(filter: Filter, tags: readonly (readonly [key: string, value: string])[]): boolean {
  if (filter.kind === "tag") {
    if (filter.match === "ns") return !tags.some(([key]) => key === filter.key);
    const negative = filter.match === "ne" || filter.match === "nc";
    const ofKey = tags.filter(([key]) => key === filter.key);
    return ofKey.some(([, value]) => matches(filter.match, value, filter.value)) || (negative && ofKey.length === 0);
  }
  const wanted = RANK.get(filter.level) ?? 0;
  return tags.some(([key, value]) => {
    if (key !== "level") return false;
    const rank = RANK.get(value) ?? 0;
    if (filter.match === "eq") return rank === wanted;
    return filter.match === "gte" ? rank >= wanted : rank <= wanted;
  });
}

function matches(match: TagMatch, value: string, wanted: string): boolean {
  switch (match) {
    case "eq":
      return value === wanted;
    case "ne":
      return value !== wanted;
    case "co":
      return value.includes(wanted);
    case "nc":
      return !value.includes(wanted);
    case "sw":
      return value.startsWith(wanted);
    case "ew":
      return value.endsWith(wanted);
    case "is":
      return true;
    case "ns":
      return false;
  }
}

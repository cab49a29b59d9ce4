import { z } from "zod";
import type { Action, AlertRule, Filter, RuleSettings, Trigger } from "../alert/rule.ts";
import { TAG_MATCHES } from "../alert/rule.ts";
import type { Project } from "../project/project.ts";
import type { Level } from "../protocol/event.ts";
import { dateOf } from "./dates.ts";
import { namedText } from "./parse.ts";

/** Rules as Sentry's issue alerts: conditions, filters and actions by dotted names. Source: reference sentry-web-api §2. */
const MINUTE_MS = 60_000;
const CONDITION = "sentry.rules.conditions";
const ONCE = new Map([
  [`${CONDITION}.first_seen_event.FirstSeenEventCondition`, "new-issue"],
  [`${CONDITION}.regression_event.RegressionEventCondition`, "regression"],
  [`${CONDITION}.reappeared_event.ReappearedEventCondition`, "escalation"],
] as const);
const COUNTED = new Map([
  [`${CONDITION}.event_frequency.EventFrequencyCondition`, "events"],
  [`${CONDITION}.event_frequency.EventUniqueUserFrequencyCondition`, "users"],
] as const);
const LEVEL_FILTER = "sentry.rules.filters.level.LevelFilter";
const TAG_FILTER = "sentry.rules.filters.tagged_event.TaggedEventFilter";
const MAIL_ACTION = "sentry.mail.actions.NotifyEmailAction";
const CHANNEL_ACTION = "culprit.actions.NotifyChannelAction";
/** In minutes. */
const INTERVALS = new Map([
  ["1m", 1],
  ["5m", 5],
  ["15m", 15],
  ["30m", 30],
  ["1h", 60],
  ["1d", 1_440],
  ["1w", 10_080],
  ["30d", 43_200],
]);
const LEVELS = new Map<string, Level>([
  ["10", "debug"],
  ["20", "info"],
  ["30", "warning"],
  ["40", "error"],
  ["50", "fatal"],
]);
const MAX_MINUTES = 43_200;
const MAX_ELEMENTS = 20;

/** One of the words of a table, as what the table says for it. */
const wordOf = <Value>(table: ReadonlyMap<string, Value>) =>
  z.coerce.string().transform((word, context): Value => {
    const value = table.get(word);
    if (value !== undefined) return value;
    context.addIssue(`must be one of ${[...table.keys()].join(", ")}`);
    return z.NEVER;
  });
const wholeFrom = (least: number, most: number) =>
  z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

const condition = z.union(
  [
    z.object({ id: wordOf(ONCE) }).transform(({ id }): Trigger => ({ kind: id })),
    z
      .object({
        id: wordOf(COUNTED),
        value: wholeFrom(1, 1_000_000),
        interval: wordOf(INTERVALS),
        comparisonType: z.literal("count", "must be count").optional(),
      })
      .transform(({ id, value, interval }): Trigger => ({
        kind: id,
        count: value,
        windowMs: interval * MINUTE_MS,
      })),
  ],
  "is no condition that is known here, or lacks value (a whole number from 1) or interval (1m, 5m, 15m, 30m, 1h, 1d, 1w, 30d)",
);
const filter = z.union(
  [
    z
      .object({
        id: z.literal(LEVEL_FILTER),
        match: z.enum(["eq", "gte", "lte"]),
        level: wordOf(LEVELS),
      })
      .transform(({ match, level }): Filter => ({ kind: "level", match, level })),
    z
      .object({
        id: z.literal(TAG_FILTER),
        key: z.string().trim().min(1).max(200),
        match: z.enum(TAG_MATCHES),
        value: z.string().max(200).default(""),
      })
      .transform(({ key, match, value }): Filter => ({ kind: "tag", key, match, value })),
  ],
  "is no filter that is known here, or its settings are not valid; known are LevelFilter (match, level) and TaggedEventFilter (key, match, value)",
);
/** Typed clients must read what they wrote. With NoOne nobody would be told, for no issue has owners here. */
const fallthroughType = z.enum(["AllMembers", "ActiveMembers"]).nullish();
const idText = z.coerce.string().regex(/^\d{1,15}$/);
const action = z.union(
  [
    z
      .object({ id: z.literal(MAIL_ACTION), targetType: z.literal("IssueOwners").optional(), fallthroughType })
      .transform(({ fallthroughType: otherwise }): Action => ({ kind: "members", ...(otherwise && { otherwise }) })),
    z
      .object({ id: z.literal(MAIL_ACTION), targetType: z.enum(["Team", "Member"]), targetIdentifier: idText, fallthroughType })
      .transform(({ targetType, targetIdentifier: id, fallthroughType: otherwise }): Action => ({
        ...(targetType === "Team" ? { kind: "team", teamId: Number(id) } : { kind: "member", userId: Number(id) }),
        ...(otherwise && { otherwise }),
      })),
    z
      .object({ id: z.literal(CHANNEL_ACTION), channel: idText })
      .transform(({ channel }): Action => ({ kind: "channel", channelId: Number(channel) })),
  ],
  `is no action that is known here; known are ${MAIL_ACTION} (targetType IssueOwners: all members; Team or Member, with the id as targetIdentifier; fallthroughType AllMembers or ActiveMembers) and ${CHANNEL_ACTION} (channel: an id)`,
);
const listOf = <Schema extends z.ZodType>(schema: Schema, least: number, words: string) =>
  z.array(schema, "must be a list").min(least, words).max(MAX_ELEMENTS, `must not be more than ${MAX_ELEMENTS}`);

/** A whole rule. `digestMinutes` and `isActive` are ours. */
export const ruleBody = z
  .object({
    name: namedText(256),
    isActive: z.boolean("must be true or false").default(true),
    actionMatch: z.enum(["any", "all"], "must be any or all").default("any"),
    conditions: listOf(condition, 1, "must hold a condition"),
    // Terraform sends an empty text where nothing is said.
    filterMatch: z.enum(["all", "any", "none", ""], "must be all, any or none").default("all"),
    owner: z.null("must be left out: a rule belongs to its project").or(z.literal("")).optional(),
    filters: listOf(filter, 0, "").default([]),
    environment: z.string("must be a text").trim().max(64, "must not be longer than 64 characters").nullish(),
    actions: listOf(action, 1, "must hold an action"),
    frequency: wholeFrom(5, MAX_MINUTES).default(30),
    digestMinutes: wholeFrom(0, 1_440).default(5),
  })
  .transform(
    ({ name, isActive, actionMatch, conditions, filterMatch, filters, environment, actions, ...times }): RuleSettings => ({
      name,
      isActive,
      match: actionMatch,
      triggers: conditions,
      filterMatch: filterMatch === "" ? "all" : filterMatch,
      filters,
      ...(environment !== null && environment !== undefined && environment !== "" && { environment }),
      actions,
      throttleMs: times.frequency * MINUTE_MS,
      digestMs: times.digestMinutes * MINUTE_MS,
    }),
  );

export function serialiseRule(rule: AlertRule, project: Project): object {
  return {
    id: String(rule.id),
    name: rule.name,
    status: rule.isActive ? "active" : "disabled",
    isActive: rule.isActive,
    actionMatch: rule.match,
    conditions: rule.triggers.map(serialiseTrigger),
    filterMatch: rule.filterMatch,
    filters: rule.filters.map(serialiseFilter),
    environment: rule.environment ?? null,
    actions: rule.actions.map(serialiseAction),
    frequency: rule.throttleMs / MINUTE_MS,
    digestMinutes: rule.digestMs / MINUTE_MS,
    owner: null,
    createdBy: null,
    projects: [project.slug],
    dateCreated: dateOf(rule.createdAtMs),
  };
}

function keyFor<Value>(table: ReadonlyMap<string, Value>, value: Value): string | undefined {
  return [...table].find(([, one]) => one === value)?.[0];
}

function serialiseTrigger(trigger: Trigger): object {
  if ("windowMs" in trigger) {
    const interval = keyFor(INTERVALS, trigger.windowMs / MINUTE_MS);
    const name = trigger.kind === "events" ? "more than N events" : "more than N people";
    return { id: keyFor(COUNTED, trigger.kind), value: trigger.count, interval, comparisonType: "count", name };
  }
  const names = {
    "new-issue": "A new error is seen",
    regression: "A resolved error returns",
    escalation: "An ignored error comes back",
  };
  return { id: keyFor(ONCE, trigger.kind), name: names[trigger.kind] };
}

function serialiseFilter(one: Filter): object {
  if (one.kind === "tag") return { id: TAG_FILTER, key: one.key, match: one.match, value: one.value, name: `Tag ${one.key}` };
  return { id: LEVEL_FILTER, match: one.match, level: keyFor(LEVELS, one.level), name: `Level ${one.level}` };
}

function serialiseAction(one: Action): object {
  if (one.kind === "channel") return { id: CHANNEL_ACTION, channel: String(one.channelId), name: "Tell a channel" };
  const fallthrough = one.otherwise === undefined ? {} : { fallthroughType: one.otherwise };
  if (one.kind === "team") {
    return {
      id: MAIL_ACTION,
      targetType: "Team",
      targetIdentifier: String(one.teamId),
      ...fallthrough,
      name: "E-mail to a team",
    };
  }
  if (one.kind === "member") {
    return {
      id: MAIL_ACTION,
      targetType: "Member",
      targetIdentifier: String(one.userId),
      ...fallthrough,
      name: "E-mail to a member",
    };
  }
  return { id: MAIL_ACTION, targetType: "IssueOwners", ...fallthrough, name: "E-mail to members" };
}

import { z } from "zod";
import { anything, count, date, dateOrNull, flag, listOf, shape, text, textOrNull, texts } from "./shape.ts";

/** A condition, filter or action: alert-rule-shape.ts. */
const Part = shape("AlertRulePart", z.looseObject({ id: text, name: text }));
export const AlertRule = shape(
  "AlertRule",
  z.object({
    id: text,
    name: text,
    status: text,
    isActive: flag,
    actionMatch: text,
    conditions: listOf(Part),
    filterMatch: text,
    filters: listOf(Part),
    environment: textOrNull,
    actions: listOf(Part),
    frequency: count,
    digestMinutes: count,
    owner: anything,
    createdBy: anything,
    projects: texts,
    dateCreated: date,
  }),
);
export const RulePreview = shape(
  "AlertRulePreview",
  z.object({
    days: count,
    triggers: listOf(z.object({ kind: text, count, exactness: z.enum(["exact", "at-most", "at-least"]) })),
    perDay: listOf(z.object({ day: text, count })),
  }),
);
export const AlertChannel = shape(
  "AlertChannel",
  z.object({
    id: text,
    kind: text,
    name: text,
    isActive: flag,
    target: text,
    addresses: texts,
    signingSecret: textOrNull,
    dateCreated: date,
  }),
);
export const AlertChannels = shape("AlertChannels", z.object({ hasMail: flag, channels: listOf(AlertChannel) }));
export const AlertDelivery = shape(
  "AlertDelivery",
  z.object({
    id: text,
    kind: text,
    summary: text,
    issues: count,
    rule: z.object({ id: text, name: text }).nullable(),
    channel: textOrNull,
    to: text,
    state: z.enum(["waiting", "sent", "dead"]),
    attempts: count,
    problem: textOrNull,
    dateCreated: date,
    dateNext: dateOrNull,
    dateFinished: dateOrNull,
  }),
);

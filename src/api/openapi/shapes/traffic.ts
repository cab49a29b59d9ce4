import { z } from "zod";
import {
  anything,
  count,
  countOrNull,
  date,
  dateOrNull,
  flag,
  listOf,
  mapOf,
  number,
  shape,
  text,
  textOrNull,
  texts,
} from "./shape.ts";

/** Who may send, how much, and what became of it. From serialise-key.ts. */
export const ClientKey = shape(
  "ClientKey",
  z.object({
    id: text,
    public: text,
    secret: text,
    name: text,
    label: text,
    projectId: count,
    isActive: flag,
    rateLimit: z.object({ window: count, count }).nullable(),
    lastUsed: dateOrNull,
    expiresAt: dateOrNull,
    allowedOrigins: texts.nullable(),
    dsn: mapOf(text),
    browserSdkVersion: text,
    browserSdk: z.object({ choices: listOf(texts) }),
    dateCreated: date,
    dynamicSdkLoaderOptions: mapOf(anything),
  }),
);
export const Limits = shape(
  "Limits",
  z.object({
    allowedDomains: texts,
    options: mapOf(anything),
    inForce: listOf(z.object({ reason: text, explanation: text, until: date, categories: anything, scope: anything })),
    month: z.object({ errors: count, quota: countOrNull }),
    spike: z
      .object({ errorsThisHour: count, errorsAnHourAllowed: number.optional(), usualErrorsAnHour: count, busiestHour: number })
      .nullable(),
  }),
);
export const Outcomes = shape(
  "Outcomes",
  z.object({
    start: date,
    end: date,
    groups: listOf(z.object({ kind: text, category: text, reason: text, quantity: count })),
  }),
);
export const EventOutcome = shape(
  "EventOutcome",
  z.object({
    eventId: text,
    outcome: z.enum(["accepted", "filtered", "rate_limited", "invalid", "unknown"]),
    issue: z.object({ id: text, shortId: text }).nullable(),
    reason: textOrNull,
    date: dateOrNull,
    explanation: text,
  }),
);
/** Counts by the groups asked for, in total and as series. */
const Grouped = z.object({
  start: date,
  end: date,
  intervals: listOf(date).optional(),
  groups: listOf(z.object({ by: mapOf(anything), totals: mapOf(anything), series: mapOf(listOf(anything)).optional() })),
});
export const Stats = shape("Stats", Grouped);
export const SessionCounts = shape("SessionCounts", Grouped.extend({ query: text.optional() }));
const MonitorEnvironment = z.object({
  name: text,
  status: text,
  isMuted: flag,
  dateCreated: date,
  lastCheckIn: date,
  dateInProgress: dateOrNull,
  duration: countOrNull,
  nextCheckIn: anything,
  nextCheckInLatest: anything,
  activeIncident: anything,
});
export const Monitor = shape(
  "Monitor",
  z.object({
    id: text,
    slug: text,
    name: text,
    type: text,
    status: text,
    isMuted: flag,
    isUpserting: flag,
    config: mapOf(anything),
    dateCreated: date,
    project: z.object({ id: text, slug: text, name: text, platform: textOrNull }),
    environments: listOf(MonitorEnvironment),
    owner: anything,
  }),
);

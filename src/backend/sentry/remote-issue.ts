import { z } from "zod";
import type { ReportedState } from "../../issue/issue.ts";
import type { Level } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { count, id, text, textOrNone, time } from "./fields.ts";
import type { SentryPlace } from "./place.ts";
import { State } from "./remote-state.ts";

/** An issue at a Sentry, of the project that was asked about. Texts are bounded, and hostile like all of it. */
export type RemoteIssue = {
  /** Digits. */
  readonly id: string;
  /** `SHOP-1F`; "" when Sentry sends none. */
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: Level;
  readonly platform: string;
  readonly logger: string | undefined;
  readonly type: "error" | "default" | "csp";
  /** Sentry's title parts, texts alone: type, value, filename, function, title. */
  readonly metadata: JsonObject;
  readonly isUnhandled: boolean;
  readonly state: ReportedState;
  readonly eventCount: number;
  readonly userCount: number;
  /** Unix ms; 0 when Sentry sends neither. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Versions; in answers about one issue alone. */
  readonly firstRelease: string | undefined;
  readonly lastRelease: string | undefined;
  readonly assignee: { readonly kind: "user" | "team"; readonly id: string; readonly name: string } | undefined;
  /** The issue's page at the Sentry, made from the address that the user gave. */
  readonly url: string;
  /** Events in each hour of the last day, as `[hours since the epoch, count]`, oldest first. Undefined when not sent. */
  readonly hourly: RemoteCounts | undefined;
  /** Events in each day of the last 30, each standing in the day's first hour; in answers about one issue alone. */
  readonly daily: RemoteCounts | undefined;
};

export type RemoteCounts = readonly (readonly [hour: number, count: number])[];

export type RemoteIssueQuery = {
  /** Sentry's search language, the `is:` included; "" means no condition. */
  readonly query: string;
  readonly sort: "date" | "new" | "freq" | "user" | "trends";
  /** From an earlier page, opaque. */
  readonly cursor?: string;
  /** 1…100. */
  readonly limit: number;
};

export type RemoteIssuePage = {
  readonly issues: readonly RemoteIssue[];
  /** Rows that could not be used: no id, twice the same, of another project. */
  readonly dropped: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** How many match in all, as far as Sentry counts. Undefined when it does not say. */
  readonly hits: number | undefined;
};

export type IssueProblem = "broken" | "foreign";

/** Reads one issue of an answer. "foreign" is one of another project. */
export function readIssue(json: unknown, place: SentryPlace, origin: string): RemoteIssue | IssueProblem {
  const parsed = Issue.safeParse(json);
  const state = State.safeParse(json);
  if (!parsed.success || !state.success) return "broken";
  const { project, count: eventCount, firstSeen, lastSeen, firstRelease, lastRelease, stats, ...issue } = parsed.data;
  if (project.id !== place.projectId) return "foreign";
  return {
    ...issue,
    state: state.data,
    eventCount,
    firstSeenMs: firstSeen ?? lastSeen ?? 0,
    lastSeenMs: lastSeen ?? firstSeen ?? 0,
    firstRelease: firstRelease?.version,
    lastRelease: lastRelease?.version,
    // Not the `permalink` of the answer, which could lead anywhere.
    url: `${origin}/organizations/${encodeURIComponent(place.organizationSlug)}/issues/${issue.id}/`,
    hourly: countsOf(stats["24h"], 1),
    daily: countsOf(stats["30d"], 24),
  };
}

const LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;
const TYPES = ["error", "default", "csp"] as const;
const Release = z
  .object({ version: textOrNone(250) })
  .optional()
  .catch(undefined);
/** Of a 30 days' series by hours, with room to spare. */
const MAX_COUNTS = 1_000;
/** What is shown has 24 hours or 30 days; thousands of charts are kept in memory. */
const MAX_SPANS = 50;

const Metadata = z
  .object({ type: text(256), value: text(1_000), filename: text(256), function: text(256), title: text(500) })
  .transform((parts): JsonObject =>
    Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => part[1] !== "")),
  )
  .catch({});

const Assignee = z
  .object({ type: z.enum(["user", "team"]), id, name: text(200), email: text(200) })
  .transform(({ type, id: who, name, email }) => ({ kind: type, id: who, name: name === "" ? email : name }))
  .optional()
  .catch(undefined);

const Stats = z
  .object({ "24h": z.array(z.unknown()).optional().catch(undefined), "30d": z.array(z.unknown()).optional().catch(undefined) })
  .catch({});

const Issue = z
  .object({
    id,
    project: z.object({ id }),
    shortId: text(80),
    title: text(500),
    culprit: text(200),
    level: z.enum(LEVELS).catch("error"),
    platform: text(64),
    logger: textOrNone(64),
    type: z.enum(TYPES).catch("default"),
    metadata: Metadata,
    isUnhandled: z.boolean().catch(false),
    count,
    userCount: count,
    firstSeen: time,
    lastSeen: time,
    firstRelease: Release,
    lastRelease: Release,
    assignedTo: Assignee,
    stats: Stats,
  })
  .transform(({ assignedTo, platform, ...issue }) => ({
    ...issue,
    platform: platform === "" ? "other" : platform,
    // Named, since what is not sent would be left out.
    logger: issue.logger,
    assignee: assignedTo,
  }));

/** `[[epoch seconds, count], …]` by spans of `hours`, oldest first, each span once; the newest of them. */
function countsOf(series: readonly unknown[] | undefined, hours: number): RemoteCounts | undefined {
  if (series === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const pair of series.slice(-MAX_COUNTS)) {
    if (!Array.isArray(pair)) continue;
    const [seconds, events]: readonly unknown[] = pair;
    if (!isNatural(seconds) || !isNatural(events)) continue;
    const hour = Math.floor(seconds / 3_600 / hours) * hours;
    counts.set(hour, (counts.get(hour) ?? 0) + events);
  }
  return [...counts].toSorted(([one], [other]) => one - other).slice(-MAX_SPANS);
}

/** Large enough for every date and count, small enough to be added up. */
function isNatural(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1e12;
}

import type { EventCounting, EventGroup, FoundEvents } from "../../../backend/backend.ts";
import { ISSUE_COLUMNS_OF_EVENTS } from "../../../backend/backend.ts";
import type { Database } from "../database.ts";
import { countOneByOne } from "./count-one-by-one.ts";
import type { Counting } from "./counting.ts";
import { readIssues, tooMany, tooManyGroups } from "./counting.ts";
import { openGroups } from "./event-groups.ts";
import { matcherOf } from "./found-events.ts";

const HOUR_MS = 3_600_000;
/** Hours whose roll-ups are added up between two looks at the clock. */
const CHUNK_HOURS = 24;
/** A thread that counts answers nobody else. */
const BUDGET_MS = 1_000;

/**
 * Counts the events that a search finds. What issues alone tell comes from the roll-ups of hours: those count events that are no longer
 * kept, too, and the hour in which the time begins as a whole. Everything else is told by the events themselves, one by one, for as
 * long as `budgetMs` lasts.
 */
export function countFoundEvents(
  db: Database,
  found: FoundEvents,
  wanted: EventCounting,
  budgetMs = BUDGET_MS,
): readonly EventGroup[] {
  const counting: Counting = {
    found,
    wanted,
    matcher: matcherOf(db, found),
    groups: openGroups(wanted),
    issueValues: readIssues(db),
    stopAtMs: performance.now() + budgetMs,
  };
  if (areHoursEnough(counting)) countHours(db, counting);
  else countOneByOne(db, counting);
  return counting.groups.list();
}

const isOfIssue = (column: string): boolean => ISSUE_COLUMNS_OF_EVENTS.some((known) => known === column);

function areHoursEnough({ matcher, wanted }: Counting): boolean {
  const asksEvents = matcher.levels.size > 0 || matcher.conditions.length > 0 || matcher.text !== undefined;
  const isWholeHours = wanted.stepMs === undefined || wanted.stepMs % HOUR_MS === 0;
  return !asksEvents && isWholeHours && wanted.by.every(isOfIssue) && wanted.distinct.every(isOfIssue);
}

/** Where events came since, the end of the hour is all that is known. */
function lastSeen({ last_seen_ms: lastSeenMs, hour }: HourRow, toMs: number): number {
  return Math.floor(lastSeenMs / HOUR_MS) === hour ? Math.min(lastSeenMs, toMs) : Math.min(toMs, (hour + 1) * HOUR_MS - 1);
}

const HOURS = `
  SELECT signature.issue_id, signature.last_seen_ms, CAST((signature_hour.hour - ?) / ? AS INTEGER) AS step,
    sum(signature_hour.event_count) AS events, max(signature_hour.hour) AS hour
  FROM signature_hour CROSS JOIN signature ON signature.id = signature_hour.signature_id
  WHERE signature_hour.hour BETWEEN ? AND ? AND signature.project_id IN (SELECT value FROM json_each(?))
  GROUP BY signature.id, step`;
type HourRow = {
  readonly issue_id: number;
  readonly last_seen_ms: number;
  readonly step: number;
  readonly events: number;
  readonly hour: number;
};

function countHours(db: Database, counting: Counting): void {
  const { found, wanted, matcher, groups, issueValues } = counting;
  const fromHour = Math.floor(found.fromMs / HOUR_MS);
  const toHour = Math.floor(found.toMs / HOUR_MS);
  const stepHours = wanted.stepMs === undefined ? toHour - fromHour + 1 : wanted.stepMs / HOUR_MS;
  const projects = JSON.stringify(found.projects.map(({ id }) => id));
  for (let hour = fromHour; hour <= toHour; hour += CHUNK_HOURS) {
    if (performance.now() >= counting.stopAtMs) throw tooMany("issues");
    const last = Math.min(toHour, hour + CHUNK_HOURS - 1);
    const rows = db.statement(HOURS).all(fromHour, stepHours, hour, last, projects) as HourRow[];
    for (const row of rows) {
      const values = matcher.issueIds?.has(row.issue_id) === false ? undefined : issueValues(row.issue_id);
      if (values === undefined) continue;
      const isAdded = groups.add({
        values: wanted.by.map((column) => values.get(column) ?? null),
        distinct: wanted.distinct.map((column) => values.get(column) ?? null),
        events: row.events,
        lastSeenMs: lastSeen(row, found.toMs),
        step: wanted.stepMs === undefined ? undefined : row.step,
      });
      if (!isAdded) throw tooManyGroups();
    }
  }
}

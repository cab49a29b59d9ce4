import type { EventCounting, EventGroup, FoundEvents } from "../../../backend/backend.ts";
import { ISSUE_COLUMNS_OF_EVENTS } from "../../../backend/backend.ts";
import type { Database } from "../database.ts";
import { DELETED_ISSUE } from "../delete-issues.ts";
import { countOneByOne } from "./count-one-by-one.ts";
import type { Counting } from "./counting.ts";
import { readIssues, tooMany, tooManyGroups } from "./counting.ts";
import { openGroups } from "./event-groups.ts";
import { matcherOf } from "./found-events.ts";

const HOUR_MS = 3_600_000;
/** Signatures whose hours are added up between two looks at the clock. */
const CHUNK = 2_000;
/** A thread that counts answers nobody else. */
const BUDGET_MS = 2_000;

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
    issueValues: readIssues(db, wanted),
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

const SIGNATURES = `
  SELECT id, project_id, issue_id, last_seen_ms FROM signature
  WHERE project_id IN (SELECT value FROM json_each(?)) AND last_seen_ms >= ? AND first_seen_ms <= ? AND issue_id <> ${DELETED_ISSUE}`;
/** By signature: its hours lie beside each other. */
const HOURS = `
  SELECT signature_id, CAST((hour - ?) / ? AS INTEGER) AS step, sum(event_count) AS events, max(hour) AS hour
  FROM json_each(?) AS wanted CROSS JOIN signature_hour ON signature_id = wanted.value AND hour BETWEEN ? AND ?
  GROUP BY signature_id, step`;
type SignatureRow = {
  readonly id: number;
  readonly project_id: number;
  readonly issue_id: number;
  readonly last_seen_ms: number;
};
type HourRow = { readonly signature_id: number; readonly step: number; readonly events: number; readonly hour: number };

function countHours(db: Database, counting: Counting): void {
  const { found, wanted, matcher, groups, issueValues } = counting;
  // What a signature says itself spares a look at its issue, of which there may be very many.
  const isByPlace = [...wanted.by, ...wanted.distinct].every((column) => column === "issue" || column === "project");
  const fromHour = Math.floor(found.fromMs / HOUR_MS);
  const toHour = Math.floor(found.toMs / HOUR_MS);
  const stepHours = wanted.stepMs === undefined ? toHour - fromHour + 1 : wanted.stepMs / HOUR_MS;
  const projects = JSON.stringify(found.projects.map(({ id }) => id));
  const all = db.statement(SIGNATURES).all(projects, fromHour * HOUR_MS, found.toMs) as SignatureRow[];
  const signatures = all.filter(({ issue_id: issueId }) => matcher.issueIds?.has(issueId) !== false);
  for (let at = 0; at < signatures.length; at += CHUNK) {
    if (performance.now() >= counting.stopAtMs) throw tooMany("issues");
    const chunk = new Map(signatures.slice(at, at + CHUNK).map((signature) => [signature.id, signature]));
    if (!isByPlace) issueValues.readAhead([...chunk.values()].map(({ issue_id: issueId }) => issueId));
    const rows = db.statement(HOURS).all(fromHour, stepHours, JSON.stringify([...chunk.keys()]), fromHour, toHour) as HourRow[];
    for (const row of rows) {
      const signature = chunk.get(row.signature_id);
      if (signature === undefined) continue;
      const values = isByPlace ? placeOf(signature) : issueValues.of(signature.issue_id);
      if (values === undefined) continue;
      const isAdded = groups.add({
        values: wanted.by.map((column) => values.get(column) ?? null),
        distinct: wanted.distinct.map((column) => values.get(column) ?? null),
        events: row.events,
        lastSeenMs: lastSeen(signature, row, found.toMs),
        step: wanted.stepMs === undefined ? undefined : row.step,
      });
      if (!isAdded) throw tooManyGroups();
    }
  }
}

function placeOf({ issue_id: issueId, project_id: projectId }: SignatureRow): ReadonlyMap<string, string> {
  return new Map([
    ["issue", String(issueId)],
    ["project", String(projectId)],
  ]);
}

/** Where events came since, the end of the hour is all that is known. */
function lastSeen({ last_seen_ms: lastSeenMs }: SignatureRow, { hour }: HourRow, toMs: number): number {
  return Math.floor(lastSeenMs / HOUR_MS) === hour ? Math.min(lastSeenMs, toMs) : Math.min(toMs, (hour + 1) * HOUR_MS - 1);
}

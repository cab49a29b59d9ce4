import { channel } from "node:diagnostics_channel";
import type { Database, Statement } from "./database.ts";
import { transaction } from "./database.ts";
import type { DayFilter, EventHash } from "./day-filter.ts";
import { addToFilter, dayFilterBytes, hashEvent, makeDayFilter, mayHold, readDayFilter } from "./day-filter.ts";
import { eventTable, existsInDay } from "./event-tables.ts";

/** Whether an event is in a day that takes no more events. Dropped when a transaction fails. */
export type ClosedDays = {
  /** `eventId` is the 16 bytes. */
  holds(projectId: number, eventId: Uint8Array): boolean;
  /** Within the batch's transaction: the day takes no more events. Until its filter is made, its index is asked. */
  close(day: string): void;
  /** Works for about so long on filters that are missing; each is kept when it is done. Not within a transaction. */
  makeFilters(budgetMs: number): void;
};

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

type ClosedDay = { readonly day: string; readonly exists: Statement; filter: DayFilter | undefined };

const LIST_CLOSED_DAYS = "SELECT day, filter FROM event_day WHERE is_closed = 1 ORDER BY day DESC";
const CLOSE_DAY = "UPDATE event_day SET is_closed = 1 WHERE day = ?";
const KEEP_FILTER = "UPDATE event_day SET filter = ? WHERE day = ?";
const COUNT_EVENTS = "SELECT event_count FROM event_day WHERE day = ?";

export function openClosedDays(db: Database, key: Buffer): ClosedDays {
  const rows = db.statement(LIST_CLOSED_DAYS).all() as { day: string; filter: Uint8Array | null }[];
  const open = (day: string, filter: DayFilter | undefined): ClosedDay => ({
    day,
    exists: db.prepare(existsInDay(day)),
    filter,
  });
  const days = rows.map(({ day, filter }) => open(day, filter === null ? undefined : readDayFilter(filter, key)));
  let making: FilterMaking | undefined;
  return {
    holds(projectId, eventId) {
      if (days.length === 0) return false;
      const hash = hashEvent(key, projectId, eventId);
      return days.some((day) => mayHoldEvent(day, hash) && day.exists.get(eventId, projectId) !== undefined);
    },
    close(day) {
      db.statement(CLOSE_DAY).run(day);
      stages.publish("day-closed");
      days.unshift(open(day, undefined));
    },
    makeFilters(budgetMs) {
      const missing = days.find((day) => day.filter === undefined);
      if (missing === undefined) return;
      if (making?.day !== missing) making = startMaking(db, missing);
      if (!goOnMaking(making, key, budgetMs)) return;
      const { filter } = making;
      transaction(db, () => db.statement(KEEP_FILTER).run(dayFilterBytes(filter, key), missing.day));
      missing.filter = filter;
      making = undefined;
    },
  };
}

function mayHoldEvent({ filter }: ClosedDay, hash: EventHash): boolean {
  return filter === undefined || mayHold(filter, hash);
}

/** A filter half made, and the last event that is in it. */
type FilterMaking = {
  readonly day: ClosedDay;
  readonly filter: DayFilter;
  readonly next: Statement;
  eventId: Uint8Array;
  projectId: number;
};

const SLICE = 500;

function startMaking(db: Database, day: ClosedDay): FilterMaking {
  const row = db.statement(COUNT_EVENTS).get(day.day) as { event_count: number } | undefined;
  const table = eventTable(day.day);
  const next = db.prepare(`
    SELECT event_id, project_id FROM ${table} INDEXED BY ${table}_by_event
    WHERE (event_id, project_id) > (?, ?) ORDER BY event_id, project_id LIMIT ${SLICE}`);
  return { day, filter: makeDayFilter(row?.event_count ?? 0), next, eventId: new Uint8Array(0), projectId: 0 };
}

/** A day of a million events takes seconds: it is read in slices, between two batches. True when it is done. */
function goOnMaking(making: FilterMaking, key: Buffer, budgetMs: number): boolean {
  const endMs = performance.now() + budgetMs;
  do {
    const rows = making.next.all(making.eventId, making.projectId) as { event_id: Uint8Array; project_id: number }[];
    for (const row of rows) {
      addToFilter(making.filter, hashEvent(key, row.project_id, row.event_id));
      making.eventId = row.event_id;
      making.projectId = row.project_id;
    }
    if (rows.length < SLICE) return true;
  } while (performance.now() < endMs);
  return false;
}

import type { ToldEvent } from "../../../issue/query/event-values.ts";
import { columnValues, valuesAt } from "../../../issue/query/event-values.ts";
import type { Database } from "../database.ts";
import { endOfDay, eventTable, levelName } from "../event-tables.ts";
import type { Counting } from "./counting.ts";
import { tooMany, tooManyGroups } from "./counting.ts";
import { listDays } from "./event-order.ts";
import { holdsFor } from "./event-meets.ts";
import { storedEvent } from "./events.ts";
import { saysText } from "./find-events.ts";

/** Rows read between two looks at the clock. */
const CHUNK = 1_000;
const EVENTS = (day: string): string => `
  SELECT id, signature_id, timestamp_ms, level, environment_id, release_id, user_key FROM ${eventTable(day)}
  WHERE project_id = ? AND timestamp_ms >= ? AND (timestamp_ms, id) < (?, ?) ORDER BY timestamp_ms DESC, id DESC LIMIT ${CHUNK}`;
const FIND_ISSUE_ID = "SELECT issue_id FROM signature WHERE id = ?";
const FIND_ENVIRONMENT = "SELECT name FROM environment WHERE id = ?";
const FIND_RELEASE = "SELECT version FROM release WHERE id = ?";

type EventRow = {
  readonly id: number;
  readonly signature_id: number;
  readonly timestamp_ms: number;
  readonly level: number;
  readonly environment_id: number;
  readonly release_id: number;
  readonly user_key: number | null;
};

/** Looks at each event of the time. What a row tells costs next to nothing; only for the rest an event is opened. */
export function countOneByOne(db: Database, counting: Counting): void {
  const { found, stopAtMs } = counting;
  const count = counterOf(db, counting);
  for (const day of listDays(db)) {
    // No event was received before it happened.
    if (endOfDay(day) <= found.fromMs) break;
    for (const { id: projectId } of found.projects) {
      let [beforeMs, beforeId] = [found.toMs + 1, 0];
      for (;;) {
        const rows = db.statement(EVENTS(day)).all(projectId, found.fromMs, beforeMs, beforeId) as EventRow[];
        for (const row of rows) count(day, row);
        const last = rows.at(-1);
        if (last === undefined || rows.length < CHUNK) break;
        if (performance.now() >= stopAtMs) throw tooMany("events");
        [beforeMs, beforeId] = [last.timestamp_ms, last.id];
      }
    }
  }
}

function counterOf(db: Database, { found, wanted, matcher, groups, issueValues, stopAtMs }: Counting) {
  const issueIds = namesOf(db, FIND_ISSUE_ID);
  const environments = namesOf(db, FIND_ENVIRONMENT);
  const releases = namesOf(db, FIND_RELEASE);

  return (day: string, row: EventRow): void => {
    const issueId = Number(issueIds(row.signature_id));
    const ofIssue = matcher.issueIds?.has(issueId) === false ? undefined : issueValues.of(issueId);
    const level = levelName(row.level);
    if (ofIssue === undefined || (matcher.levels.size > 0 && !matcher.levels.has(level ?? ""))) return;
    const onRow = new Map([
      ["level", level],
      ["environment", environments(row.environment_id)],
      ["release", releases(row.release_id)],
    ]);
    const opened = onceOnly(() => {
      if (performance.now() >= stopAtMs) throw tooMany("events");
      return storedEvent(db, { day, id: row.id });
    });
    const readBy =
      (readEvent: (told: ToldEvent, key: string) => readonly string[]) =>
      (key: string): readonly string[] => {
        if (onRow.has(key)) return [onRow.get(key) ?? []].flat();
        const stored = opened();
        return stored === undefined ? [] : readEvent(stored, key);
      };
    const meant = readBy(valuesAt);
    if (!matcher.conditions.every((condition) => holdsFor(condition, meant(condition.key)))) return;
    const { text } = matcher;
    const stored = text === undefined ? undefined : opened();
    if (text !== undefined && (stored === undefined || !saysText(stored, text))) return;

    const shown = readBy(columnValues);
    const told = (column: string): string | null => (ofIssue.has(column) ? ofIssue.get(column) : shown(column)[0]) ?? null;
    const isAdded = groups.add({
      values: wanted.by.map(told),
      // People are told apart by the key that counts them elsewhere.
      distinct: wanted.distinct.map((column) => (column === "user" ? textOf(row.user_key) : told(column))),
      events: 1,
      lastSeenMs: row.timestamp_ms,
      step: wanted.stepMs === undefined ? undefined : Math.floor((row.timestamp_ms - found.fromMs) / wanted.stepMs),
    });
    if (!isAdded) throw tooManyGroups();
  };
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value);
}

/** Texts by id, each read once; undefined for 0, which stands for none. */
function namesOf(db: Database, sql: string): (id: number) => string | undefined {
  const known = new Map<number, string | undefined>([[0, undefined]]);
  return (id) => {
    if (known.has(id)) return known.get(id);
    const [name] = Object.values(db.statement(sql).get(id) ?? {});
    const text = name === undefined ? undefined : String(name);
    known.set(id, text);
    return text;
  };
}

function onceOnly<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

import type { EventCondition } from "../../../issue/query/condition.ts";
import type { Database } from "../database.ts";
import type { EventRow } from "../event-tables.ts";
import { endOfDay, eventTable } from "../event-tables.ts";
import { readPayload } from "../payload.ts";
import { listDays } from "./event-order.ts";
import type { Condition } from "./sql-condition.ts";
import { holdsOn } from "./event-meets.ts";
import type { Window } from "./event-roll-ups.ts";

const DAY_MS = 86_400_000;
/** Of one signature and day: no budget lasts for more. */
const MAX_EVENTS = 5_000;

const EVENTS = (day: string, where: string): string => `
  SELECT id FROM ${eventTable(day)}
  WHERE signature_id = ? AND timestamp_ms BETWEEN ? AND ?${where} ORDER BY timestamp_ms DESC LIMIT ${MAX_EVENTS}`;
const PAYLOAD = (day: string): string => `SELECT base_id, size_bytes, payload FROM ${eventTable(day)} WHERE id = ?`;
const BASE = (day: string): string => `SELECT payload, size_bytes FROM ${eventTable(day)} WHERE id = ?`;

export type EventsSought = {
  readonly conditions: readonly EventCondition[];
  /** What of them can be asked of the columns of an event, without opening it. */
  readonly columns: Condition | undefined;
  readonly window: Window;
};

type Walked = { readonly issueIds: ReadonlySet<number>; readonly searchedBackToMs?: number };

/**
 * Looks events through, newest day first, until every issue in doubt has one that matches, no day is left or the time is up.
 * `doubtful`: issue ids by signature id. `searchedBackToMs` is there when the time was up: what came before was not looked at.
 */
export function walkForMatches(
  db: Database,
  sought: EventsSought,
  doubtful: ReadonlyMap<number, number>,
  budgetMs: number,
): Walked {
  const stopAtMs = performance.now() + budgetMs;
  const issueIds = new Set<number>();
  const left = new Map(doubtful);
  const { fromMs = -Number.MAX_SAFE_INTEGER } = sought.window;
  for (const day of listDays(db)) {
    if (left.size === 0 || endOfDay(day) < fromMs) break;
    for (const [signatureId, issueId] of left) {
      if (performance.now() >= stopAtMs) return { issueIds, searchedBackToMs: endOfDay(day) };
      if (issueIds.has(issueId)) {
        left.delete(signatureId);
        continue;
      }
      const found = findInDay(db, day, signatureId, sought, stopAtMs);
      if (found === "late") return { issueIds, searchedBackToMs: endOfDay(day) };
      if (!found) continue;
      issueIds.add(issueId);
      left.delete(signatureId);
    }
    if (performance.now() >= stopAtMs && left.size > 0) return { issueIds, searchedBackToMs: endOfDay(day) - DAY_MS };
  }
  return { issueIds };
}

function findInDay(
  db: Database,
  day: string,
  signatureId: number,
  { conditions, columns, window }: EventsSought,
  stopAtMs: number,
): boolean | "late" {
  const [from, to] = [window.fromMs ?? -Number.MAX_SAFE_INTEGER, window.toMs ?? Number.MAX_SAFE_INTEGER];
  const [where, values] = columns === undefined ? ["", []] : [` AND ${columns.sql}`, columns.values];
  const ids = db.statement(EVENTS(day, where)).all(signatureId, from, to, ...values) as { id: number }[];
  for (const { id } of ids) {
    const row = db.statement(PAYLOAD(day)).get(id) as unknown as EventRow;
    const base = row.base_id === null ? undefined : (db.statement(BASE(day)).get(row.base_id) as unknown as EventRow);
    const payload = readPayload(row, base);
    if (conditions.every((condition) => holdsOn(condition, payload))) return true;
    if (performance.now() >= stopAtMs) return "late";
  }
  return ids.length === MAX_EVENTS ? "late" : false;
}

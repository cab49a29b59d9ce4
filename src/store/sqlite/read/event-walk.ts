import type { EventCondition } from "../../../issue/query/condition.ts";
import { valuesAt } from "../../../issue/query/event-values.ts";
import { isMatch } from "../../../issue/query/match.ts";
import type { Database } from "../database.ts";
import type { EventRow } from "../event-tables.ts";
import { endOfDay, eventTable } from "../event-tables.ts";
import type { StoredPayload } from "../payload.ts";
import { readPayload } from "../payload.ts";
import { listDays } from "./event-order.ts";
import { isRelease } from "./event-roll-ups.ts";
import type { Window } from "./event-roll-ups.ts";

const DAY_MS = 86_400_000;
/** Of one signature and day: no budget lasts for more. */
const MAX_EVENTS = 5_000;

const EVENTS = (day: string): string => `
  SELECT id FROM ${eventTable(day)}
  WHERE signature_id = ? AND timestamp_ms BETWEEN ? AND ? ORDER BY timestamp_ms DESC LIMIT ${MAX_EVENTS}`;
const PAYLOAD = (day: string): string => `SELECT base_id, size_bytes, payload FROM ${eventTable(day)} WHERE id = ?`;
const BASE = (day: string): string => `SELECT payload, size_bytes FROM ${eventTable(day)} WHERE id = ?`;

type Walked = { readonly issueIds: ReadonlySet<number>; readonly searchedBackToMs?: number };

/**
 * Looks events through, newest day first, until every issue in doubt has one that matches, no day is left or the time is up.
 * `doubtful`: issue ids by signature id. `searchedBackToMs` is there when the time was up: what came before was not looked at.
 */
export function walkForMatches(
  db: Database,
  conditions: readonly EventCondition[],
  doubtful: ReadonlyMap<number, number>,
  { fromMs, toMs }: Window,
  budgetMs: number,
): Walked {
  const stopAtMs = performance.now() + budgetMs;
  const issueIds = new Set<number>();
  const left = new Map(doubtful);
  const [from, to] = [fromMs ?? -Number.MAX_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER];
  for (const day of listDays(db)) {
    if (left.size === 0 || endOfDay(day) < from) break;
    for (const [signatureId, issueId] of left) {
      if (performance.now() >= stopAtMs) return { issueIds, searchedBackToMs: endOfDay(day) };
      if (issueIds.has(issueId)) {
        left.delete(signatureId);
        continue;
      }
      const found = findInDay(db, day, signatureId, from, to, conditions, stopAtMs);
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
  from: number,
  to: number,
  conditions: readonly EventCondition[],
  stopAtMs: number,
): boolean | "late" {
  const ids = db.statement(EVENTS(day)).all(signatureId, from, to) as { id: number }[];
  for (const { id } of ids) {
    const row = db.statement(PAYLOAD(day)).get(id) as unknown as EventRow;
    const base = row.base_id === null ? undefined : (db.statement(BASE(day)).get(row.base_id) as unknown as EventRow);
    const payload = readPayload(row, base);
    if (conditions.every((condition) => holdsOn(condition, payload))) return true;
    if (performance.now() >= stopAtMs) return "late";
  }
  return ids.length === MAX_EVENTS ? "late" : false;
}

/** Whether an event meets a condition. */
export function holdsOn(condition: EventCondition, payload: Pick<StoredPayload, "event" | "tags">): boolean {
  return holdsFor(condition, valuesAt(payload, condition.key));
}

/** Whether what an event says under the condition's key meets it. */
export function holdsFor({ anyOf, version, isNegated }: EventCondition, values: readonly string[]): boolean {
  if (version !== undefined) return values.some((value) => isRelease(version, value)) !== isNegated;
  if (anyOf === undefined) return values.length > 0 !== isNegated;
  return values.some((value) => anyOf.some((match) => isMatch(match, value))) !== isNegated;
}

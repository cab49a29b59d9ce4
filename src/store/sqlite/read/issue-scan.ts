import type { Database, Row } from "../database.ts";
import type { IssueConditions, SortColumn } from "./issue-conditions.ts";
import { checkedColumns, columnsOf } from "./issue-conditions.ts";
import type { Condition } from "./sql-condition.ts";
import { allOf } from "./sql-condition.ts";
import type { Walked } from "./keyset-page.ts";

/** Where an issue stands in a list: by value, then by id, both falling. */
export type Place = { readonly value: number; readonly id: number };

/** The issues of one project, connection (0: kept here) and status are one stretch of each index `issue_by_…`. */
export type Stretch = { readonly projectId: number; readonly connectionId: number; readonly status: string };

export type Scan = {
  readonly stretches: readonly Stretch[];
  readonly column: SortColumn;
  readonly conditions: IssueConditions;
  readonly budget: ScanBudget;
};

/** How much a search may look at before it answers with what it has; a list without conditions is never broken off. */
export type ScanBudget = { readonly rows: number; readonly ms: number };

export const SCAN_BUDGET: ScanBudget = { rows: 200_000, ms: 200 };

const MAX_CHUNK = 2_000;
const MIN_CHUNK = 20;

/** A stretch, and how far it was looked through: `undefined` at its beginning, "end" when no row is left. */
type Front = { readonly stretch: Stretch; place: Place | undefined | "end" };

/**
 * Issues that match, beyond a place, over several stretches. Each is walked in the order of its index, a chunk at a time and
 * always the one that lies furthest back, so that a list over many issues costs what its page costs, and a walk that is
 * broken off has passed over nothing before the place it names.
 */
export function scanIssues(
  db: Database,
  scan: Scan,
  from: Place | undefined,
  isBackwards: boolean,
  wanted: number,
): Walked<Place> {
  const compare = isBackwards ? (a: Place, b: Place): number => comparePlaces(b, a) : comparePlaces;
  const fronts = scan.stretches.map((stretch): Front => ({ stretch, place: from }));
  const unread = new Set(fronts);
  const found: Place[] = [];
  const chunk = chunkOf(scan, wanted);
  const isFiltered = scan.conditions.rest.length > 0;
  const stopAtMs = performance.now() + scan.budget.ms;
  let rowsLeft = isFiltered ? scan.budget.rows : Infinity;

  while (true) {
    const front = unread.values().next().value ?? furthestBack(fronts, compare);
    const place = front?.place;
    if (front === undefined || place === "end") return finished(found, compare, wanted);
    if (!unread.has(front) && place !== undefined) {
      if (settledCount(found, place, compare) >= wanted) return finished(found, compare, wanted);
      if (rowsLeft <= 0 || (isFiltered && performance.now() >= stopAtMs)) {
        const settled = found.filter((one) => compare(one, place) <= 0);
        return { ...finished(settled, compare, wanted), brokenOffAt: place };
      }
    }
    unread.delete(front);
    rowsLeft -= chunk;
    found.push(...readChunk(db, scan, front, isBackwards, chunk));
  }
}

/** The order of a list, first to last. */
export function comparePlaces(a: Place, b: Place): number {
  return b.value - a.value || b.id - a.id;
}

/** Rows a chunk has: every stretch must be begun within the budget, or nothing would come of it. */
function chunkOf({ stretches, conditions, budget }: Scan, wanted: number): number {
  const share = Math.ceil((2 * wanted) / Math.max(1, stretches.length));
  if (conditions.rest.length === 0) return Math.max(MIN_CHUNK, Math.min(share, wanted));
  const allowed = Math.floor(budget.rows / (2 * Math.max(1, stretches.length)));
  return Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, allowed));
}

function furthestBack(fronts: readonly Front[], compare: (a: Place, b: Place) => number): Front | undefined {
  let back: Front | undefined;
  for (const front of fronts) {
    if (front.place === undefined || front.place === "end") continue;
    if (back?.place === undefined || back.place === "end" || compare(front.place, back.place) < 0) back = front;
  }
  return back;
}

function settledCount(found: readonly Place[], place: Place, compare: (a: Place, b: Place) => number): number {
  return found.reduce((count, one) => (compare(one, place) <= 0 ? count + 1 : count), 0);
}

function finished(found: readonly Place[], compare: (a: Place, b: Place) => number, wanted: number): { rows: Place[] } {
  return { rows: found.toSorted(compare).slice(0, wanted) };
}

/** The matches in the next rows of a stretch; moves its front. */
function readChunk(db: Database, scan: Scan, front: Front, isBackwards: boolean, size: number): readonly Place[] {
  const { conditions, column } = scan;
  const from = front.place === "end" ? undefined : front.place;
  const isFiltered = conditions.rest.length > 0;
  const keys = stretchSql(front.stretch, { column, bounds: conditions.bounds, from, isBackwards, columns: "" });
  if (!isFiltered) {
    const places = db
      .statement(`${keys.sql} LIMIT ?`)
      .all(...keys.values, size)
      .map(placeOf);
    front.place = places.length < size ? "end" : places.at(-1);
    return places;
  }
  const end = db.statement(`${keys.sql} LIMIT 1 OFFSET ?`).get(...keys.values, size - 1);
  front.place = end === undefined ? "end" : placeOf(end);

  const columns = columnsOf(conditions);
  const rows = stretchSql(front.stretch, { column, bounds: conditions.bounds, from, isBackwards, columns });
  const rest = allOf(conditions.rest);
  const sql = `SELECT value, id${checkedColumns(conditions)} FROM (${rows.sql} LIMIT ?) AS listed WHERE 1${rest.sql}`;
  const matches = db.statement(sql).all(...rows.values, size, ...rest.values);
  return (conditions.check === undefined ? matches : matches.filter(conditions.check)).map(placeOf);
}

type StretchWalk = {
  readonly column: SortColumn;
  readonly bounds: readonly Condition[];
  readonly from: Place | undefined;
  readonly isBackwards: boolean;
  /** Further columns, each after a comma. */
  readonly columns: string;
};

/**
 * The rows of a stretch beyond a place. Rows of the same value are asked for apart: SQLite uses an index for the first member
 * of a row value `(value, id)` alone and would walk over all of them, and most issues have just one event.
 */
function stretchSql(
  { projectId, connectionId, status }: Stretch,
  { column, bounds, from, isBackwards, columns }: StretchWalk,
): Condition {
  const bound = allOf(bounds);
  const stretch = "project_id = ? AND connection_id = ? AND status = ?";
  const select = `SELECT ${column} AS value, id${columns} FROM issue WHERE ${stretch}${bound.sql}`;
  const values = [projectId, connectionId, status, ...bound.values];
  const direction = isBackwards ? "ASC" : "DESC";
  const order = `ORDER BY value ${direction}, id ${direction}`;
  if (from === undefined) return { sql: `${select} ${order}`, values };

  const beyond = isBackwards ? ">" : "<";
  return {
    sql: `${select} AND ${column} = ? AND id ${beyond} ? UNION ALL ${select} AND ${column} ${beyond} ? ${order}`,
    values: [...values, from.value, from.id, ...values, from.value],
  };
}

function placeOf(row: Row): Place {
  return { value: Number(row["value"]), id: Number(row["id"]) };
}

import type { Database, Row } from "../database.ts";
import type { IssueConditions, SortColumn } from "./issue-conditions.ts";
import { checkedColumns } from "./issue-conditions.ts";
import type { Condition } from "./sql-condition.ts";
import { JSON_LIST, allOf } from "./sql-condition.ts";
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

/**
 * How much a search may look at before it answers with what it has; a list without conditions is never broken off. Where a row is
 * costly, `enough` of them after a part of the time are: further ones would only be counted.
 */
export type ScanBudget = { readonly rows: number; readonly ms: number; readonly enough?: number };

export const SCAN_BUDGET: ScanBudget = { rows: 200_000, ms: 200 };

/** A page is full soon where many rows match; where few do, larger chunks cost less a row. */
const FIRST_CHUNK = 2_000;
const MAX_CHUNK = 32_000;
const GROWTH = 4;
const MIN_CHUNK = 20;
/** Where a row costs more. */
const COSTLY_CHUNK = 1_000;
const ASKED_CHUNK = 100;
/** A table of so many issues is gone over as a whole in some 40 ms: a half of what it takes to look its rows up from an index. */
const SMALL_TABLE = 100_000;
/** The share of the time after which a full page is not counted on. */
const FOR_COUNTING = 0.3;

/** A stretch, and how far it was looked through: `undefined` at its beginning, "end" when no row is left; `size`: of its next chunk. */
type Front = { readonly stretch: Stretch; place: Place | undefined | "end"; size: number };

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
  const [first, largest] = chunksOf(scan, wanted);
  const fronts = scan.stretches.map((stretch): Front => ({ stretch, place: from, size: first }));
  const unread = new Set(fronts);
  const found: Place[] = [];
  const isFiltered = isFilteredBy(scan.conditions);
  const startedAtMs = performance.now();
  const { ms } = scan.budget;
  const enough = isCostly(scan.conditions) ? (scan.budget.enough ?? Infinity) : Infinity;
  let rowsLeft = isFiltered ? scan.budget.rows : Infinity;

  while (true) {
    const front = unread.values().next().value ?? furthestBack(fronts, compare);
    const place = front?.place;
    if (front === undefined || place === "end") return finished(found, compare, wanted);
    if (!unread.has(front) && place !== undefined) {
      const settled = settledCount(found, place, compare);
      if (settled >= wanted) return finished(found, compare, wanted);
      const tookMs = performance.now() - startedAtMs;
      if (rowsLeft <= 0 || (isFiltered && tookMs >= (settled >= enough ? ms * FOR_COUNTING : ms))) {
        const sure = found.filter((one) => compare(one, place) <= 0);
        return { ...finished(sure, compare, wanted), brokenOffAt: place };
      }
    }
    if (!unread.has(front) && found.length < wanted / 8 && canReadAll(db, scan, rowsLeft))
      return finished(readAll(db, scan, from, compare), compare, wanted);
    unread.delete(front);
    rowsLeft -= front.size;
    for (const one of readChunk(db, scan, front, isBackwards)) found.push(one);
    front.size = Math.min(front.size * GROWTH, largest);
  }
}

/** A list without conditions needs no row but what its index tells. */
export function isFilteredBy({ rest, keep }: IssueConditions): boolean {
  return rest.length > 0 || keep !== undefined;
}

/** The order of a list, first to last. */
export function comparePlaces(a: Place, b: Place): number {
  return b.value - a.value || b.id - a.id;
}

/** Rows the first chunk of a stretch has, and the largest one: every stretch must be begun within the budget, or nothing would come of it. */
function chunksOf({ stretches, conditions, budget }: Scan, wanted: number): readonly [first: number, largest: number] {
  const share = Math.ceil((2 * wanted) / Math.max(1, stretches.length));
  if (!isFilteredBy(conditions)) {
    const size = Math.max(MIN_CHUNK, Math.min(share, wanted));
    return [size, size];
  }
  const allowed = Math.max(MIN_CHUNK, Math.floor(budget.rows / (2 * Math.max(1, stretches.length))));
  const fixed = conditions.keep !== undefined ? ASKED_CHUNK : conditions.isCostly === true ? COSTLY_CHUNK : undefined;
  if (fixed !== undefined) return [Math.min(fixed, allowed), Math.min(fixed, allowed)];
  return [Math.min(FIRST_CHUNK, allowed), Math.min(MAX_CHUNK, allowed)];
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

function isCostly(conditions: IssueConditions): boolean {
  return conditions.keep !== undefined || conditions.isCostly === true;
}

function canReadAll(db: Database, { conditions }: Scan, rowsLeft: number): boolean {
  if (conditions.rest.length === 0 || isCostly(conditions)) return false;
  const { last } = db.statement("SELECT max(id) AS last FROM issue").get() as { last: number };
  return last <= Math.min(SMALL_TABLE, rowsLeft);
}

/** All matches of the stretches that lie beyond a place. */
function readAll(
  db: Database,
  { stretches, column, conditions }: Scan,
  from: Place | undefined,
  compare: (a: Place, b: Place) => number,
): readonly Place[] {
  const { sql, values } = allOf([...conditions.bounds, ...conditions.rest]);
  const statement = db.statement(`
    SELECT ${column} AS value, id${checkedColumns(conditions)} FROM issue AS listed NOT INDEXED
    WHERE project_id || ' ' || connection_id || ' ' || status IN ${JSON_LIST}${sql}`);
  const names = stretches.map(({ projectId, connectionId, status }) => `${projectId} ${connectionId} ${status}`);
  const places = kept(statement.all(JSON.stringify(names), ...values), conditions).map(placeOf);
  return from === undefined ? places : places.filter((place) => compare(place, from) > 0);
}

/** The matches in the next rows of a stretch, in any order; moves its front. */
function readChunk(db: Database, scan: Scan, front: Front, isBackwards: boolean): readonly Place[] {
  const { conditions, column } = scan;
  const from = front.place === "end" ? undefined : front.place;
  const keys = stretchSql(front.stretch, { column, bounds: conditions.bounds, from, isBackwards });
  if (!isFilteredBy(conditions)) {
    const places = db
      .statement(`${keys.sql} LIMIT ?`)
      .all(...keys.values, front.size)
      .map(placeOf);
    front.place = places.length < front.size ? "end" : places.at(-1);
    return places;
  }
  const end = db.statement(`${keys.sql} LIMIT 1 OFFSET ?`).get(...keys.values, front.size - 1);
  front.place = end === undefined ? "end" : placeOf(end);

  // The index tells which rows; they are read in the order of their ids, so that rows of one page of the file are read together.
  // NOT INDEXED leaves SQLite no other way.
  const rest = allOf(conditions.rest);
  const sql = `SELECT ${column} AS value, id${checkedColumns(conditions)} FROM issue AS listed NOT INDEXED
    WHERE id IN (SELECT id FROM (${keys.sql} LIMIT ?))${rest.sql}`;
  return kept(db.statement(sql).all(...keys.values, front.size, ...rest.values), conditions).map(placeOf);
}

/** The rows that SQL let through and that match. */
export function kept(rows: readonly Row[], { check, keep }: IssueConditions): readonly Row[] {
  const checked = check === undefined ? rows : rows.filter(check);
  if (keep === undefined || checked.length === 0) return checked;
  const ids = keep(checked.map(({ id }) => Number(id)));
  return checked.filter(({ id }) => ids.has(Number(id)));
}

type StretchWalk = {
  readonly column: SortColumn;
  readonly bounds: readonly Condition[];
  readonly from: Place | undefined;
  readonly isBackwards: boolean;
};

/**
 * The rows of a stretch beyond a place. Rows of the same value are asked for apart: SQLite uses an index for the first member
 * of a row value `(value, id)` alone and would walk over all of them, and most issues have just one event.
 */
function stretchSql(
  { projectId, connectionId, status }: Stretch,
  { column, bounds, from, isBackwards }: StretchWalk,
): Condition {
  const bound = allOf(bounds);
  const stretch = "project_id = ? AND connection_id = ? AND status = ?";
  const select = `SELECT ${column} AS value, id FROM issue WHERE ${stretch}${bound.sql}`;
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

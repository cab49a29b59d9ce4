import type { EventCondition } from "../../../issue/query/condition.ts";
import { PAYLOAD_KEYS } from "../../../issue/query/condition.ts";
import type { Database } from "../database.ts";
import { isSure, possible } from "./event-bounds.ts";
import type { Bounds } from "./event-bounds.ts";
import { withLatestRelease } from "./event-meets.ts";
import type { RollUp, Window } from "./event-roll-ups.ts";
import { placeRollUp, tagRollUp } from "./event-roll-ups.ts";
import type { Condition } from "./sql-condition.ts";
import type { EventsSought } from "./event-walk.ts";
import { walkForMatches } from "./event-walk.ts";

/** Issues that have an event on which all conditions hold. */
export type FoundByEvents =
  /** Where roll-ups tell it: as a condition on rows of `issue`. */
  | { readonly kind: "condition"; readonly condition: Condition; readonly searchedBackToMs?: number }
  /** Where few could: those that do. */
  | { readonly kind: "ids"; readonly ids: ReadonlySet<number>; readonly searchedBackToMs?: number }
  /** Otherwise issues are asked, in the order of their list, until its page is full. */
  | { readonly kind: "asked"; readonly asking: Asking };

/** Which of some issues match. `searchedBackToMs` speaks of all that were asked so far. */
export type Asking = {
  readonly keep: (issueIds: readonly number[]) => ReadonlySet<number>;
  readonly searchedBackToMs: () => number | undefined;
};

/** Up to so many rows of a roll-up, the signatures in them are looked up; else the list is walked and each of its issues is asked. */
const MANY_ROWS = 4_000;

const isPayloadKey = (key: string): boolean => PAYLOAD_KEYS.some((known) => known === key);
const isPlace = ({ key }: Pick<EventCondition, "key">): boolean => key === "environment" || key === "release";

type EventSearch = EventsSought & {
  readonly rollUps: readonly RollUp[];
  /** Conditions that no roll-up tells anything about. */
  readonly hidden: number;
};

/**
 * Answers conditions on events from roll-ups as far as those can tell; which signatures are left in doubt is looked up in the
 * events themselves, newest day first, for at most `budgetMs`.
 */
export function searchEvents(
  db: Database,
  projectIds: readonly number[],
  asked: readonly EventCondition[],
  window: Window,
  budgetMs: number,
): FoundByEvents {
  const conditions = withLatestRelease(db, projectIds, asked);
  const places = conditions.filter(isPlace);
  const place = places.length > 0 ? placeRollUp(db, projectIds, places) : undefined;
  const rollUps = [
    ...(place === undefined ? [] : [place]),
    ...conditions.filter((one) => !isPlace(one) && !isPayloadKey(one.key)).map((one) => tagRollUp(db, projectIds, one)),
  ];
  const hidden = conditions.filter(({ key }) => isPayloadKey(key)).length;
  const search = { conditions, columns: place?.each, window, rollUps, hidden };
  const [only, ...others] = rollUps;
  const isSingle = only !== undefined && others.length === 0 && search.hidden === 0 && window.toMs === undefined;
  if (isSingle && !(only.isNegated && window.fromMs !== undefined)) return askRollUp(db, only, search, budgetMs);
  const few = fewestSignatures(db, rollUps);
  if (few === undefined) return { kind: "asked", asking: askEach(db, search, budgetMs) };
  const { matching, searchedBackToMs } = findAmong(db, search, listSignatures(db, "id", few, window), budgetMs);
  return { kind: "ids", ids: matching, ...(searchedBackToMs !== undefined && { searchedBackToMs }) };
}

/** Signatures of the condition that has the fewest, unless they are many: no others can match. */
function fewestSignatures(db: Database, rollUps: readonly RollUp[]): readonly number[] | undefined {
  const found = rollUps.flatMap(({ table, where, further, isNegated }) => {
    if (isNegated) return [];
    const ids = new Set<number>();
    for (const { sql, values } of further === undefined ? [where] : [where, further]) {
      const rows = db.statement(`SELECT signature_id AS id FROM ${table} WHERE ${sql} LIMIT ?`).all(...values, MANY_ROWS + 1);
      if (rows.length > MANY_ROWS) return [];
      for (const { id } of rows) ids.add(Number(id));
    }
    return [[...ids]];
  });
  return found.toSorted((a, b) => a.length - b.length)[0];
}

function askEach(db: Database, search: EventSearch, budgetMs: number): Asking {
  const stopAtMs = performance.now() + budgetMs;
  let backToMs: number | undefined;
  return {
    keep(issueIds) {
      const signatures = listSignatures(db, "issue_id", issueIds, search.window);
      const { matching, searchedBackToMs = -Infinity } = findAmong(db, search, signatures, stopAtMs - performance.now());
      if (searchedBackToMs > (backToMs ?? -Infinity)) backToMs = searchedBackToMs;
      return matching;
    },
    searchedBackToMs: () => backToMs,
  };
}

type Found = { readonly matching: ReadonlySet<number>; readonly searchedBackToMs?: number };

/** The issues of these signatures that match. */
function findAmong(db: Database, search: EventSearch, signatures: readonly SignatureRow[], budgetMs: number): Found {
  const { sure, doubtful } = weigh(db, search, signatures);
  if (doubtful.size === 0) return { matching: sure };
  const { issueIds, searchedBackToMs } = walkForMatches(db, search, doubtful, budgetMs);
  return { matching: sure.union(issueIds), ...(searchedBackToMs !== undefined && { searchedBackToMs }) };
}

/** One roll-up tells all but of those few signatures that have more values than are counted: their events are looked into. */
function askRollUp(db: Database, rollUp: RollUp, search: EventSearch, budgetMs: number): FoundByEvents {
  const { window } = search;
  const few = rollUp.isNegated ? undefined : fewIssues(db, rollUp, window);
  const sure = few === undefined ? conditionOf(rollUp, window) : amongIds(few);
  const doubtful = rollUp.further === undefined ? new Map<number, number>() : uncounted(db, rollUp.further, sure);
  const { issueIds, searchedBackToMs } = walkForMatches(db, search, doubtful, budgetMs);
  const back = searchedBackToMs === undefined ? {} : { searchedBackToMs };
  if (few !== undefined) return { kind: "ids", ids: few.union(issueIds), ...back };
  if (issueIds.size === 0) return { kind: "condition", condition: sure, ...back };
  const more = amongIds(issueIds);
  const condition = { sql: `(${sure.sql} OR ${more.sql})`, values: [...sure.values, ...more.values] };
  return { kind: "condition", condition, ...back };
}

function amongIds(ids: ReadonlySet<number>): Condition {
  return { sql: "listed.id IN (SELECT value FROM json_each(?))", values: [JSON.stringify([...ids])] };
}

type Since = { readonly sql: string; readonly values: readonly number[] };

function sinceOf(table: RollUp["table"], { fromMs }: Window): Since {
  return fromMs === undefined ? { sql: "", values: [] } : { sql: ` AND ${table}.last_seen_ms >= ?`, values: [fromMs] };
}

/** The issues that match, unless very many rows do. */
function fewIssues(db: Database, { table, where }: RollUp, window: Window): ReadonlySet<number> | undefined {
  const probe = `SELECT 1 FROM ${table} WHERE ${where.sql} LIMIT 1 OFFSET ?`;
  if (db.statement(probe).get(...where.values, MANY_ROWS) !== undefined) return undefined;
  const since = sinceOf(table, window);
  const sql = `SELECT DISTINCT issue_id AS id FROM ${table} CROSS JOIN signature ON signature.id = ${table}.signature_id
    WHERE ${where.sql}${since.sql}`;
  const rows = db.statement(sql).all(...where.values, ...since.values) as { id: number }[];
  return new Set(rows.map(({ id }) => id));
}

/** Asks each issue: where very many match, a page is full soon. */
function conditionOf(rollUp: RollUp, window: Window): Condition {
  if (rollUp.isNegated) return negatedCondition(rollUp);
  const { table, each } = rollUp;
  const since = sinceOf(table, window);
  // CROSS keeps the order: from the issue to its few signatures, and never from the many rows of a tag.
  const sql = `EXISTS (SELECT 1 FROM signature CROSS JOIN ${table} ON ${table}.signature_id = signature.id
    WHERE signature.issue_id = listed.id AND ${each.sql}${since.sql})`;
  return { sql, values: [...each.values, ...since.values] };
}

/** Some event is not among those that the rows count. */
function negatedCondition({ table, each, further }: RollUp): Condition {
  const rows = further === undefined ? [each] : [each, further];
  return {
    sql: `EXISTS (SELECT 1 FROM signature WHERE signature.issue_id = listed.id AND signature.event_count > (
      SELECT ifnull(sum(${table}.event_count), 0) FROM ${table}
      WHERE ${table}.signature_id = signature.id AND (${rows.map(({ sql }) => sql).join(" OR ")})))`,
    values: rows.flatMap(({ values }) => values),
  };
}

function uncounted(db: Database, further: Condition, sure: Condition): ReadonlyMap<number, number> {
  const sql = `SELECT DISTINCT signature_id AS id, issue_id FROM signature_tag JOIN signature ON signature.id = signature_id
    JOIN issue AS listed ON listed.id = signature.issue_id WHERE ${further.sql} AND NOT ${sure.sql}`;
  const rows = db.statement(sql).all(...further.values, ...sure.values) as { id: number; issue_id: number }[];
  return new Map(rows.map((row) => [row.id, row.issue_id]));
}

type SignatureRow = {
  readonly id: number;
  readonly issue_id: number;
  readonly event_count: number;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
};

type Weighed = { readonly sure: ReadonlySet<number>; readonly doubtful: ReadonlyMap<number, number> };

/** Tells signatures that surely have such an event from those that may; `doubtful` maps their ids to those of their issues. */
function weigh(db: Database, { rollUps, hidden, window }: EventSearch, signatures: readonly SignatureRow[]): Weighed {
  const ids = JSON.stringify(signatures.map(({ id }) => id));
  const counted = rollUps.map((rollUp) => countRows(db, rollUp, ids, window));
  const sure = new Set<number>();
  const doubtful = new Map<number, number>();
  for (const row of signatures) {
    const all = row.event_count;
    const bounds = counted.map((counts, index): Bounds => {
      const { least, most, isInside } = counts.get(row.id) ?? NOTHING;
      const isNegated = rollUps[index]?.isNegated === true;
      return isNegated ? { least: all - Math.min(all, most), most: all - least, isInside: false } : { least, most, isInside };
    });
    for (let index = 0; index < hidden; index++) bounds.push({ least: 0, most: all, isInside: false });
    if (!possible(bounds)) continue;
    const isWhole = row.first_seen_ms >= (window.fromMs ?? -Infinity) && row.last_seen_ms <= (window.toMs ?? Infinity);
    if (isSure(bounds, all, isWhole)) sure.add(row.issue_id);
    else doubtful.set(row.id, row.issue_id);
  }
  for (const [id, issueId] of doubtful) if (sure.has(issueId)) doubtful.delete(id);
  return { sure, doubtful };
}

const NOTHING: Bounds = { least: 0, most: 0, isInside: false };

type CountRow = { readonly signature_id: number; readonly n: number; readonly inside: number };

/** Events that the rows count, at least and at most, of each of these signatures (ids as a JSON array). */
function countRows(db: Database, rollUp: RollUp, ids: string, { fromMs, toMs }: Window): Map<number, Bounds> {
  const { table, each, further } = rollUp;
  const from = fromMs ?? -Number.MAX_SAFE_INTEGER;
  const to = toMs ?? Number.MAX_SAFE_INTEGER;
  const read = (rows: Condition): CountRow[] =>
    db
      .statement(
        `SELECT signature_id, sum(event_count) AS n,
           max((last_seen_ms BETWEEN ? AND ?) OR (first_seen_ms BETWEEN ? AND ?)) AS inside
         FROM json_each(?) AS wanted CROSS JOIN ${table} ON signature_id = wanted.value
         WHERE ${rows.sql} AND last_seen_ms >= ? AND first_seen_ms <= ? GROUP BY signature_id`,
      )
      .all(from, to, from, to, ids, ...rows.values, from, to) as CountRow[];
  const counts = new Map<number, Bounds>();
  for (const { signature_id: id, n, inside } of read(each)) counts.set(id, { least: n, most: n, isInside: inside === 1 });
  for (const { signature_id: id, n } of further === undefined ? [] : read(further)) {
    const known = counts.get(id) ?? NOTHING;
    counts.set(id, { ...known, most: known.most + n });
  }
  return counts;
}

const SIGNATURE_COLUMNS = "id, issue_id, event_count, first_seen_ms, last_seen_ms";

/** Those of some ids, or of some issues, that have events in the window. */
function listSignatures(
  db: Database,
  by: "id" | "issue_id",
  ids: readonly number[],
  { fromMs, toMs }: Window,
): readonly SignatureRow[] {
  const sql = `SELECT ${SIGNATURE_COLUMNS} FROM signature
    WHERE ${by} IN (SELECT value FROM json_each(?)) AND last_seen_ms >= ? AND first_seen_ms <= ?`;
  const [from, to] = [fromMs ?? -Number.MAX_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER];
  return db.statement(sql).all(JSON.stringify(ids), from, to) as SignatureRow[];
}

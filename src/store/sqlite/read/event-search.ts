import type { EventCondition } from "../../../issue/query/condition.ts";
import { PAYLOAD_KEYS } from "../../../issue/query/condition.ts";
import type { Database } from "../database.ts";
import { isSure, possible } from "./event-bounds.ts";
import type { Bounds } from "./event-bounds.ts";
import type { RollUp, Window } from "./event-roll-ups.ts";
import { placeRollUp, tagRollUp } from "./event-roll-ups.ts";
import type { Condition } from "./sql-condition.ts";
import { walkForMatches } from "./event-walk.ts";

/** Issues that have an event on which all conditions hold. */
export type FoundByEvents =
  /** As a condition on rows of `issue`. */
  | { readonly kind: "condition"; readonly condition: Condition; readonly searchedBackToMs?: number }
  | { readonly kind: "ids"; readonly ids: ReadonlySet<number>; readonly searchedBackToMs?: number };

/** From here on a list of issues is walked and each is asked, instead of looking the matching ones up. */
const MANY_ROWS = 4_000;

const isPayloadKey = (key: string): boolean => PAYLOAD_KEYS.some((known) => known === key);
const isPlace = ({ key }: Pick<EventCondition, "key">): boolean => key === "environment" || key === "release";

/**
 * Answers conditions on events from roll-ups as far as those can tell; which signatures are left in doubt is looked up in the
 * events themselves, newest day first, for at most `budgetMs`.
 */
export function searchEvents(
  db: Database,
  projectIds: readonly number[],
  conditions: readonly EventCondition[],
  window: Window,
  budgetMs: number,
): FoundByEvents {
  const places = conditions.filter(isPlace);
  const rollUps = [
    ...(places.length > 0 ? [placeRollUp(db, projectIds, places)] : []),
    ...conditions.filter((one) => !isPlace(one) && !isPayloadKey(one.key)).map((one) => tagRollUp(db, projectIds, one)),
  ];
  const hidden = conditions.filter(({ key }) => isPayloadKey(key)).length;
  const [only, ...others] = rollUps;
  if (only !== undefined && others.length === 0 && hidden === 0 && window.toMs === undefined) {
    const single = searchOne(db, only, conditions, window, budgetMs);
    if (single !== undefined) return single;
  }
  const { sure, doubtful } = weigh(db, projectIds, rollUps, hidden, window);
  if (doubtful.size === 0) return { kind: "ids", ids: sure };
  const walked = walkForMatches(db, conditions, doubtful, window, budgetMs);
  return {
    kind: "ids",
    ids: sure.union(walked.issueIds),
    ...(walked.searchedBackToMs !== undefined && { searchedBackToMs: walked.searchedBackToMs }),
  };
}

/** One roll-up tells all but of those few signatures that have more values than are counted: their events are asked. */
function searchOne(
  db: Database,
  rollUp: RollUp,
  conditions: readonly EventCondition[],
  window: Window,
  budgetMs: number,
): FoundByEvents | undefined {
  if (rollUp.isNegated && window.fromMs !== undefined) return undefined;
  const few = rollUp.isNegated ? undefined : fewIssues(db, rollUp, window);
  const sure = few === undefined ? conditionOf(rollUp, window) : amongIds(few);
  const doubtful = rollUp.further === undefined ? new Map<number, number>() : uncounted(db, rollUp.further, sure);
  const { issueIds, searchedBackToMs } = walkForMatches(db, conditions, doubtful, window, budgetMs);
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
  const { table, where } = rollUp;
  const since = sinceOf(table, window);
  // CROSS keeps the order: from the issue to its few signatures, and never from the many rows of a tag.
  const sql = `EXISTS (SELECT 1 FROM signature CROSS JOIN ${table} ON ${table}.signature_id = signature.id
    WHERE signature.issue_id = listed.id AND ${rowByRow(where)}${since.sql})`;
  return { sql, values: [...where.values, ...since.values] };
}

/** Some event is not among those that the rows count. */
function negatedCondition({ table, where, further }: RollUp): Condition {
  const rows = further === undefined ? [where] : [where, further];
  return {
    sql: `EXISTS (SELECT 1 FROM signature WHERE signature.issue_id = listed.id AND signature.event_count > (
      SELECT ifnull(sum(${table}.event_count), 0) FROM ${table}
      WHERE ${table}.signature_id = signature.id AND (${rows.map(rowByRow).join(" OR ")})))`,
    values: rows.flatMap(({ values }) => values),
  };
}

/** Compares the rows of a signature, which are few, in place of looking each of very many ids up. */
function rowByRow({ sql }: Condition): string {
  return sql.replace(/\b(tag_id|environment_id|release_id)\b/g, "+$1");
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
function weigh(
  db: Database,
  projectIds: readonly number[],
  rollUps: readonly RollUp[],
  hidden: number,
  window: Window,
): Weighed {
  const counted = rollUps.map((rollUp) => countRows(db, rollUp, window));
  const narrowest = counted
    .filter((_counts, index) => rollUps[index]?.isNegated === false)
    .toSorted((a, b) => a.size - b.size)[0];
  const sure = new Set<number>();
  const doubtful = new Map<number, number>();
  for (const row of listSignatures(db, projectIds, narrowest === undefined ? undefined : [...narrowest.keys()], window)) {
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

/** Events of each signature that the rows count, at least and at most. */
function countRows(db: Database, { table, where, further }: RollUp, { fromMs, toMs }: Window): Map<number, Bounds> {
  const from = fromMs ?? -Number.MAX_SAFE_INTEGER;
  const to = toMs ?? Number.MAX_SAFE_INTEGER;
  const read = (rows: Condition): CountRow[] =>
    db
      .statement(
        `SELECT signature_id, sum(event_count) AS n,
           max((last_seen_ms BETWEEN ? AND ?) OR (first_seen_ms BETWEEN ? AND ?)) AS inside
         FROM ${table} WHERE ${rows.sql} AND last_seen_ms >= ? AND first_seen_ms <= ? GROUP BY signature_id`,
      )
      .all(from, to, from, to, ...rows.values, from, to) as CountRow[];
  const counts = new Map<number, Bounds>();
  for (const { signature_id: id, n, inside } of read(where)) counts.set(id, { least: n, most: n, isInside: inside === 1 });
  for (const { signature_id: id, n } of further === undefined ? [] : read(further)) {
    const known = counts.get(id) ?? NOTHING;
    counts.set(id, { ...known, most: known.most + n });
  }
  return counts;
}

const SIGNATURE_COLUMNS = "id, issue_id, event_count, first_seen_ms, last_seen_ms";

function listSignatures(
  db: Database,
  projectIds: readonly number[],
  ids: readonly number[] | undefined,
  { fromMs, toMs }: Window,
): readonly SignatureRow[] {
  const which = ids === undefined ? "project_id" : "id";
  const sql = `SELECT ${SIGNATURE_COLUMNS} FROM signature
    WHERE ${which} IN (SELECT value FROM json_each(?)) AND last_seen_ms >= ? AND first_seen_ms <= ?`;
  const [from, to] = [fromMs ?? -Number.MAX_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER];
  return db.statement(sql).all(JSON.stringify(ids ?? projectIds), from, to) as SignatureRow[];
}

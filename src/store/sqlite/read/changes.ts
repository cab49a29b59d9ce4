import type { SQLInputValue } from "node:sqlite";
import type { ChangeGroup, ChangeKind, Changes, ChangesQuery, ChangeWindow, EventsOf } from "../../../issue/changes.ts";
import { trendOf } from "../../../issue/changes.ts";
import type { Project } from "../../../project/project.ts";
import { connectionInUse } from "../../../project/project.ts";
import type { Database } from "../database.ts";
import { issuesById } from "./issues.ts";
import { IS_UNSEEN } from "./seen.ts";

const HOUR_MS = 3_600_000;
const MAX_COUNT = 1_000;

const UNRESOLVED = "FROM issue WHERE project_id = ? AND connection_id = ? AND status = 'unresolved'";
const LIST_NEW = `
  SELECT id FROM (SELECT id, event_count ${UNRESOLVED} AND first_seen_ms >= ? ORDER BY first_seen_ms DESC LIMIT ${MAX_COUNT})
  ORDER BY event_count DESC, id DESC`;
const LIST_RETURNED = `
  SELECT id ${UNRESOLVED} AND substatus IN ('regressed', 'escalating') AND status_since_ms >= ?
  ORDER BY status_since_ms DESC LIMIT ${MAX_COUNT}`;
const LIST_UNSEEN = `
  SELECT id ${UNRESOLVED} AND last_seen_ms >= ? AND ${IS_UNSEEN} ORDER BY last_seen_ms DESC LIMIT ${MAX_COUNT}`;

/** An issue with fewer events in all neither grows nor goes quiet; the index holds all that is asked for. */
const LIST_FREQUENT = `
  SELECT id ${UNRESOLVED} AND event_count >= 10 ORDER BY event_count DESC LIMIT 50000`;
const COUNT = `
  SELECT signature.issue_id AS id,
    sum(iif(signature_hour.hour >= ?2, signature_hour.event_count, 0)) AS now,
    sum(iif(signature_hour.hour < ?2, signature_hour.event_count, 0)) AS before
  FROM json_each(?1) AS wanted
  JOIN signature ON signature.issue_id = wanted.value AND signature.last_seen_ms >= ?4
  JOIN signature_hour ON signature_hour.signature_id = signature.id AND signature_hour.hour BETWEEN ?3 AND ?5
  GROUP BY signature.issue_id`;

/** How long the issues of a project are compared with before; most frequent first, so that what is left out had few events. */
const BUDGET_MS = 250;
const CHUNK = 500;

/** What has changed in a project, from its issues and hour roll-ups alone. */
export function listChanges(db: Database, project: Project, query: ChangesQuery, budgetMs = BUDGET_MS): Changes {
  const place = [project.id, connectionInUse(project)] as const;
  const fromMs = query.window.fromHour * HOUR_MS;
  const list = (sql: string, ...values: SQLInputValue[]): readonly number[] =>
    db
      .statement(sql)
      .all(...place, fromMs, ...values)
      .map((row) => Number(row["id"]));
  const wantsTrends = query.kinds.some((kind) => kind === "growing" || kind === "quiet");
  const trends = wantsTrends ? findTrends(db, place, query.window, budgetMs) : undefined;

  const groupOf = (kind: ChangeKind): ChangeGroup => {
    switch (kind) {
      case "new":
        return show(db, query, kind, list(LIST_NEW), true);
      case "returned":
        return show(db, query, kind, list(LIST_RETURNED), true);
      case "unseen": {
        if (query.userId !== undefined) return show(db, query, kind, list(LIST_UNSEEN, query.userId), true);
        const unavailable =
          "A program looks at nothing: sign in, or use a token of your own, to be told what you have not seen.";
        return { kind, issues: [], count: undefined, isComplete: false, unavailable };
      }
      case "growing":
      case "quiet":
        return show(db, query, kind, trends?.[kind] ?? [], trends?.isComplete ?? false);
    }
  };
  return { groups: query.kinds.map(groupOf) };
}

function show(
  db: Database,
  { limit, window }: ChangesQuery,
  kind: ChangeKind,
  ids: readonly number[],
  isComplete: boolean,
): ChangeGroup {
  const shown = ids.slice(0, limit);
  const events = countEvents(db, shown, window);
  const issues = issuesById(db, shown).map((issue) => ({ issue, events: events.get(issue.id) ?? { now: 0, before: 0 } }));
  return { kind, issues, count: Math.min(ids.length, MAX_COUNT), isComplete };
}

function countEvents(db: Database, ids: readonly number[], window: ChangeWindow): ReadonlyMap<number, EventsOf> {
  const { fromHour, toHour, beforeHour } = window;
  const rows = db.statement(COUNT).all(JSON.stringify(ids), fromHour, beforeHour, beforeHour * HOUR_MS, toHour);
  return new Map(rows.map((row) => [Number(row["id"]), { now: Number(row["now"]), before: Number(row["before"]) }]));
}

type Trends = { readonly growing: readonly number[]; readonly quiet: readonly number[]; readonly isComplete: boolean };

/** Ids of issues that grow or went quiet, the most first. What is new is not growing: all of it is. */
function findTrends(db: Database, place: readonly [number, number], window: ChangeWindow, budgetMs: number): Trends {
  const ids = db
    .statement(LIST_FREQUENT)
    .all(...place)
    .map((row) => Number(row["id"]));
  const stopAtMs = performance.now() + budgetMs;
  const found: { readonly id: number; readonly trend: number }[] = [];
  let at = 0;
  for (; at < ids.length && performance.now() < stopAtMs; at += CHUNK) {
    for (const [id, events] of countEvents(db, ids.slice(at, at + CHUNK), window)) {
      const trend = trendOf(events, window);
      if (trend !== 0) found.push({ id, trend });
    }
  }
  const known = knownBefore(
    db,
    found.filter(({ trend }) => trend > 0).map(({ id }) => id),
    window,
  );
  return {
    growing: found
      .filter(({ id, trend }) => trend > 0 && known.has(id))
      .toSorted((a, b) => b.trend - a.trend)
      .map(({ id }) => id),
    quiet: found
      .filter(({ trend }) => trend < 0)
      .toSorted((a, b) => a.trend - b.trend)
      .map(({ id }) => id),
    isComplete: at >= ids.length,
  };
}

const KNOWN_BEFORE = "SELECT id FROM issue WHERE id IN (SELECT value FROM json_each(?)) AND first_seen_ms < ?";

function knownBefore(db: Database, ids: readonly number[], { fromHour }: ChangeWindow): ReadonlySet<number> {
  const rows = db.statement(KNOWN_BEFORE).all(JSON.stringify(ids), fromHour * HOUR_MS);
  return new Set(rows.map((row) => Number(row["id"])));
}

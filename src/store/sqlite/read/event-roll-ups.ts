import type { EventCondition, VersionTest } from "../../../issue/query/condition.ts";
import type { TextMatch } from "../../../issue/query/match.ts";
import { exactText, isMatch } from "../../../issue/query/match.ts";
import { compareReleases } from "../../../release/order.ts";
import { parseRelease } from "../../../release/version.ts";
import type { Database } from "../database.ts";
import { newestRelease } from "../release-order.ts";
import type { Condition } from "./sql-condition.ts";
import { JSON_LIST, likePattern } from "./sql-condition.ts";

/** Unix ms; absent ends are open. Both are included. */
export type Window = { readonly fromMs?: number | undefined; readonly toMs?: number | undefined };

/**
 * Rows of a roll-up that a condition, or all those on environment and release together, are answered from. Each goes behind WHERE:
 * `where` lists rows by an index, `each` asks the rows of a signature one by one. `further`: of the rows where values that are too many are
 * counted together, any may match.
 */
export type RollUp = {
  readonly table: "signature_tag" | "signature_release";
  readonly where: Condition;
  readonly each: Condition;
  readonly further: Condition | undefined;
  /** The rows tell events that must not be. */
  readonly isNegated: boolean;
};

const RELEASE_OF_PROJECT = `release_id IN (SELECT 0 UNION ALL SELECT id FROM release WHERE project_id IN ${JSON_LIST})`;

/** Environment and release stand together in one roll-up: all such conditions are one, negated ones too. */
export function placeRollUp(db: Database, projectIds: readonly number[], conditions: readonly EventCondition[]): RollUp {
  const parts = conditions.map(({ key, anyOf, version, isNegated }): Condition => {
    const column = key === "environment" ? "environment_id" : "release_id";
    if (anyOf === undefined && version === undefined) return { sql: `${column} ${isNegated ? "=" : "<>"} 0`, values: [] };
    const named =
      key === "environment" ? environmentIds(db, projectIds, anyOf ?? []) : releaseIds(db, projectIds, anyOf, version);
    return { sql: `${column} ${isNegated ? "NOT IN" : "IN"} ${JSON_LIST}`, values: [JSON.stringify(named)] };
  });
  const each = joined(parts);
  // The index begins with releases, of which there are few: an environment is looked up in each.
  const isByRelease = conditions.some(({ key, isNegated, ...what }) => key === "release" && !isNegated && hasValue(what));
  const where = isByRelease ? each : joined([{ sql: RELEASE_OF_PROJECT, values: [JSON.stringify(projectIds)] }, ...parts]);
  return { table: "signature_release", where, each: rowByRow(each), further: undefined, isNegated: false };
}

function hasValue({ anyOf, version }: Pick<EventCondition, "anyOf" | "version">): boolean {
  return anyOf !== undefined || version !== undefined;
}

function joined(parts: readonly Condition[]): Condition {
  return { sql: parts.map(({ sql }) => sql).join(" AND "), values: parts.flatMap(({ values }) => values) };
}

/** Compares the rows of a signature, which are few, in place of looking each of very many ids up. */
function rowByRow({ sql, values }: Condition): Condition {
  return { sql: sql.replace(/\b(tag_id|environment_id|release_id)\b/g, "+$1"), values };
}

/** Of a tag. A condition that it is there, or has a value; negated: those rows tell what must not be. */
export function tagRollUp(db: Database, projectIds: readonly number[], { key, anyOf, isNegated }: EventCondition): RollUp {
  const table = "signature_tag";
  if (anyOf === undefined) {
    // A key may have very many values, and those of a signature are at most some hundred: the key of each is looked at.
    const where = { sql: `tag_id IN (${TAG_IDS})`, values: [JSON.stringify(projectIds), key] };
    const each = { sql: "EXISTS (SELECT 1 FROM tag WHERE tag.id = signature_tag.tag_id AND tag.key = ?)", values: [key] };
    return { table, where, each, further: undefined, isNegated };
  }
  const ids = tagIds(db, projectIds, key, anyOf);
  const where = withIds(ids);
  const each = ids.length <= FEW_VALUES ? where : rowByRow(where);
  const rest = tagIds(db, projectIds, key, [{ pieces: [""] }]);
  return { table, where, each, further: rest.length === 0 ? undefined : withIds(rest), isNegated };
}

/** So many are sooner looked up than found among all tags of a signature. */
const FEW_VALUES = 8;

function withIds(ids: readonly number[]): Condition {
  return { sql: `tag_id IN ${JSON_LIST}`, values: [JSON.stringify(ids)] };
}

const ENVIRONMENTS = `SELECT id, name AS value FROM environment WHERE project_id IN ${JSON_LIST}`;
const RELEASES = `SELECT id, version AS value FROM release WHERE project_id IN ${JSON_LIST}`;
const RELEASES_NAMED = `${RELEASES} AND version IN ${JSON_LIST}`;
const TAGS = `SELECT id, value FROM tag WHERE project_id IN ${JSON_LIST} AND key = ?`;
const TAG_IDS = `SELECT id FROM tag WHERE project_id IN ${JSON_LIST} AND key = ?`;
const TAGS_NAMED = `${TAGS} AND value IN ${JSON_LIST}`;
const TAGS_LIKE = `${TAGS} AND value LIKE ? ESCAPE '\\'`;

type Named = { readonly id: number; readonly value: string };

function environmentIds(db: Database, projectIds: readonly number[], anyOf: readonly TextMatch[]): readonly number[] {
  const rows = db.statement(ENVIRONMENTS).all(JSON.stringify(projectIds)) as Named[];
  return rows.filter(({ value }) => anyOf.some((match) => isMatch(match, value))).map(({ id }) => id);
}

function releaseIds(
  db: Database,
  projectIds: readonly number[],
  anyOf: readonly TextMatch[] | undefined,
  version: VersionTest | undefined,
): readonly number[] {
  const projects = JSON.stringify(projectIds);
  if (version !== undefined) {
    const rows = db.statement(RELEASES).all(projects) as Named[];
    return rows.filter(({ value }) => isRelease(version, value)).map(({ id }) => id);
  }
  const matches = anyOf ?? [];
  const names = matches.map(exactText);
  if (!names.includes(undefined)) {
    return (db.statement(RELEASES_NAMED).all(projects, JSON.stringify(names)) as Named[]).map(({ id }) => id);
  }
  const rows = db.statement(RELEASES).all(projects) as Named[];
  return rows.filter(({ value }) => matches.some((match) => isMatch(match, value))).map(({ id }) => id);
}

/** `latest` stands for the newest release of each project that is searched. */
export function withLatest(db: Database, projectIds: readonly number[], matches: readonly TextMatch[]): readonly TextMatch[] {
  if (!matches.some((match) => exactText(match) === "latest")) return matches;
  return [...matches, ...projectIds.flatMap((id) => newestRelease(db, id) ?? []).map(({ version }) => ({ pieces: [version] }))];
}

/** By the rules of semantic versions, whatever the package; other releases never match. */
export function isRelease({ sign, than }: VersionTest, release: string): boolean {
  const { raw, semantic } = parseRelease(release);
  if (semantic === undefined) return false;
  const order = compareReleases({ version: raw, atMs: 0 }, { version: than, atMs: 0 });
  switch (sign) {
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
  }
}

function tagIds(db: Database, projectIds: readonly number[], key: string, anyOf: readonly TextMatch[]): readonly number[] {
  const projects = JSON.stringify(projectIds);
  const names = anyOf.flatMap((match) => exactText(match) ?? []);
  const exact = names.length === 0 ? [] : (db.statement(TAGS_NAMED).all(projects, key, JSON.stringify(names)) as Named[]);
  const like = anyOf
    .filter((match) => exactText(match) === undefined)
    .flatMap((match) => {
      const rows = db.statement(TAGS_LIKE).all(projects, key, likePattern(match)) as Named[];
      return rows.filter(({ value }) => value !== "" && isMatch(match, value));
    });
  return [...new Set([...exact, ...like].map(({ id }) => id))];
}

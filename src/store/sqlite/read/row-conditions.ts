import type { AssigneeName, Comparison, IssueCondition, IssueTextField } from "../../../issue/query/condition.ts";
import type { TextMatch } from "../../../issue/query/match.ts";
import { exactText, isMatch } from "../../../issue/query/match.ts";
import { parseShortId } from "../../../issue/short-id.ts";
import type { Project } from "../../../project/project.ts";
import type { Database, Row } from "../database.ts";
import { withLatest } from "./event-roll-ups.ts";
import type { Condition } from "./sql-condition.ts";
import { JSON_LIST, likePattern } from "./sql-condition.ts";

/** What SQL cannot tell, asked of rows that have passed it. */
export type Check = (row: Row) => boolean;
export type RowCondition = { readonly sql?: Condition; readonly check?: Check };

/** One condition on the row of an issue; nothing for those on events. */
export function rowCondition(
  db: Database,
  condition: IssueCondition,
  projects: readonly Project[],
  askedByUserId: number | undefined,
): RowCondition {
  switch (condition.on) {
    case "substatus":
      return { sql: { sql: `(substatus IS NULL OR substatus IN ${JSON_LIST})`, values: [JSON.stringify(condition.anyOf)] } };
    case "assignee":
      return { sql: negatedIf(condition.isNegated, assigneeCondition(condition.anyOf, projects, askedByUserId)) };
    case "link":
      return { sql: negatedIf(condition.isNegated, { sql: "listed.id IN (SELECT issue_id FROM issue_link)", values: [] }) };
    case "number":
      return { sql: numberCondition(condition.field, condition.test) };
    case "date": {
      const column = condition.field === "first-seen" ? "first_seen_ms" : "last_seen_ms";
      const { fromMs = -Number.MAX_SAFE_INTEGER, toMs = Number.MAX_SAFE_INTEGER, isNegated } = condition;
      return { sql: negatedIf(isNegated, { sql: `(${column} >= ? AND ${column} < ?)`, values: [fromMs, toMs] }) };
    }
    case "other-than":
      return { sql: { sql: `listed.id NOT IN ${JSON_LIST}`, values: [JSON.stringify(condition.ids)] } };
    case "short-id":
      return { sql: negatedIf(condition.isNegated, shortIdCondition(condition.anyOf, projects)) };
    case "project": {
      const ids = projects.filter(({ id, slug }) => condition.anyOf.some((name) => name === slug || name === String(id)));
      const among = { sql: `project_id IN ${JSON_LIST}`, values: [JSON.stringify(ids.map(({ id }) => id))] };
      return { sql: negatedIf(condition.isNegated, among) };
    }
    case "text":
      return fieldCondition(db, condition, projects);
    case "event":
      return {};
  }
}

function negatedIf(isNegated: boolean, { sql, values }: Condition): Condition {
  return isNegated ? { sql: `NOT ${sql}`, values } : { sql, values };
}

function numberCondition(field: "events" | "users", { sign, than }: Comparison): Condition {
  const column = field === "events" ? "event_count" : "user_count";
  return { sql: `${column} ${sign === "!=" ? "<>" : sign} ?`, values: [than] };
}

const MY_TEAMS = "SELECT team_id FROM team_member WHERE user_id = ?";
const MEMBERS_OF_MINE = `SELECT user_id FROM team_member WHERE team_id IN (${MY_TEAMS})`;
const USERS_NAMED = `SELECT user.id FROM user WHERE user.email IN ${JSON_LIST} OR lower(user.name) IN ${JSON_LIST}`;
const TEAMS_NAMED = `SELECT team.id FROM team WHERE team.slug IN ${JSON_LIST} AND team.organization_id IN ${JSON_LIST}`;
const MEMBERS_OF = `SELECT user_id FROM team_member WHERE team_id IN (${TEAMS_NAMED})`;

/**
 * What a team has is what was given to it or to one of its members. A member of another organisation is assigned nothing here, and so
 * finds nothing.
 */
function assigneeCondition(
  anyOf: readonly AssigneeName[],
  projects: readonly Project[],
  askedByUserId: number | undefined,
): Condition {
  const parts: Condition[] = [];
  const names = JSON.stringify(anyOf.flatMap((one) => (one.kind === "name" ? [one.name] : [])));
  const slugs = JSON.stringify(anyOf.flatMap((one) => (one.kind === "team" ? [one.slug] : [])));
  const organizations = JSON.stringify([...new Set(projects.map(({ organizationId }) => organizationId))]);
  const has = (kind: AssigneeName["kind"]): boolean => anyOf.some((one) => one.kind === kind);
  const isOf = (users: string, teams: string): string =>
    `(ifnull(assigned_to_user_id IN (${users}), 0) OR ifnull(assigned_to_team_id IN (${teams}), 0))`;
  if (has("none")) parts.push({ sql: "(assigned_to_user_id IS NULL AND assigned_to_team_id IS NULL)", values: [] });
  if (has("me")) parts.push({ sql: "ifnull(assigned_to_user_id = ?, 0)", values: [askedByUserId ?? -1] });
  if (has("my-teams")) {
    const me = askedByUserId ?? -1;
    parts.push({ sql: isOf(MEMBERS_OF_MINE, MY_TEAMS), values: [me, me] });
  }
  if (has("name")) parts.push({ sql: `ifnull(assigned_to_user_id IN (${USERS_NAMED}), 0)`, values: [names, names] });
  if (has("team")) {
    parts.push({ sql: isOf(MEMBERS_OF, TEAMS_NAMED), values: [slugs, organizations, slugs, organizations] });
  }
  return { sql: `(${parts.map(({ sql }) => sql).join(" OR ")})`, values: parts.flatMap(({ values }) => values) };
}

function shortIdCondition(names: readonly string[], projects: readonly Project[]): Condition {
  const wanted = names.flatMap((name) => {
    const parsed = parseShortId(name);
    return projects.filter(({ slug }) => slug === parsed?.projectSlug).map(({ id }) => `${id} ${parsed?.number}`);
  });
  return { sql: `project_id || ' ' || number IN ${JSON_LIST}`, values: [JSON.stringify(wanted)] };
}

type TextField = Extract<IssueCondition, { on: "text" }>;

const COLUMNS: { readonly [field in IssueTextField]: string } = {
  title: "title",
  message: "title",
  culprit: "culprit",
  logger: "logger",
  platform: "platform",
  type: "type",
  "first-release": "first_release",
  "error-type": "metadata ->> 'type'",
  "error-value": "metadata ->> 'value'",
};

function fieldCondition(db: Database, { field, anyOf, isNegated }: TextField, projects: readonly Project[]): RowCondition {
  const column = COLUMNS[field];
  const projectIds = projects.map(({ id }) => id);
  const matches = field === "first-release" ? withLatest(db, projectIds, anyOf) : anyOf;
  const wanted = field === "message" ? matches.map(asPart) : matches;
  const exact = wanted.flatMap((match) => exactText(match) ?? []);
  const parts: Condition[] = [{ sql: `ifnull(${column}, '') IN ${JSON_LIST}`, values: [JSON.stringify(exact)] }];
  for (const match of wanted.filter((one) => exactText(one) === undefined)) parts.push(textCondition([column], match).sql);
  const sql = { sql: `(${parts.map((part) => part.sql).join(" OR ")})`, values: parts.flatMap(({ values }) => values) };
  if (wanted.every(isPlainAscii)) return { sql: negatedIf(isNegated, sql) };
  const check: Check = (row) => wanted.some((match) => isMatch(match, valueOf(row, field))) !== isNegated;
  // What SQL lets through of letters beyond ASCII is too much, and so cannot be turned round.
  return isNegated ? { check } : { sql, check };
}

/** A message without wildcards is looked for as a part. */
export function asPart(match: TextMatch): TextMatch {
  const text = exactText(match);
  return text === undefined || text === "" ? match : { pieces: ["", text, ""] };
}

function valueOf(row: Row, field: IssueTextField): string {
  if (field === "error-type" || field === "error-value") {
    const metadata = JSON.parse(String(row["metadata"])) as { readonly [key: string]: unknown };
    const value = metadata[field === "error-type" ? "type" : "value"];
    return typeof value === "string" ? value : "";
  }
  const value = row[COLUMNS[field]];
  return typeof value === "string" ? value : "";
}

/** Titles and culprits are shorter, and SQLite refuses patterns of over 50,000 bytes. */
const MAX_TEXT_LENGTH = 4_096;

/** SQLite folds the case of ASCII alone: letters beyond are asked after by the check. */
export function textCondition(
  columns: readonly string[],
  match: TextMatch,
): { readonly sql: Condition; readonly check: Check | undefined } {
  const length = match.pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > MAX_TEXT_LENGTH) return { sql: { sql: "0", values: [] }, check: undefined };
  const pattern = likePattern(match);
  const sql = {
    sql: `(${columns.map((column) => `ifnull(${column}, '') LIKE ? ESCAPE '\\'`).join(" OR ")})`,
    values: columns.map(() => pattern),
  };
  const check: Check = (row) => columns.some((column) => isMatch(match, String(row[column])));
  return { sql, check: isPlainAscii(match) ? undefined : check };
}

/** Control characters are left to the check: SQLite would end a pattern at NUL. */
function isPlainAscii({ pieces }: TextMatch): boolean {
  return pieces.every((piece) => /^[ -~]*$/.test(piece));
}

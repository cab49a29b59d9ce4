import type { Database } from "../database.ts";
import { DELETED_ISSUE } from "../delete-issues.ts";
import { removeOldSessions } from "./counts.ts";
import type { Slices } from "./slices.ts";
import { CHUNK } from "./slices.ts";
import { removeUnnamedReleases } from "./unnamed-releases.ts";

const LIST_DELETED = "SELECT id FROM project WHERE deleted_at_ms IS NOT NULL";
/** What removal.ts then takes away, events and all. */
const GIVE_UP_SIGNATURES = `
  UPDATE signature SET issue_id = ${DELETED_ISSUE}, home_issue_id = NULL, hash = 'deleted ' || id WHERE id IN (
    SELECT id FROM signature WHERE project_id = ? AND issue_id <> ${DELETED_ISSUE} LIMIT ${CHUNK})`;
const NEXT_ISSUES = `SELECT id FROM issue WHERE project_id = ? LIMIT ${CHUNK}`;

/** Tables of the schema, with what names a project and what refers to what, so that a new table is not forgotten here. */
const TABLES_OF_PROJECTS = `
  SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
  WHERE m.type = 'table' AND c.name = 'project_id' AND m.name NOT IN ('signature', 'issue') AND m.name NOT GLOB 'event_[0-9]*'`;
const TABLES_OF_ISSUES = `
  SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
  WHERE m.type = 'table' AND c.name = 'issue_id' AND m.name NOT IN ('signature')`;
const REFERENCES = `
  SELECT m.name AS child, f."from" AS via, f."table" AS parent, f."to" AS key
  FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`;

type Reference = { readonly child: string; readonly via: string; readonly parent: string; readonly key: string | null };

/** Everything of projects that were deleted, but for their own rows. */
export function* removeDeletedProjects(db: Database, forget: () => void): Slices {
  const deleted = db.statement(LIST_DELETED).all() as { id: number }[];
  for (const { id } of deleted) {
    while (db.statement(GIVE_UP_SIGNATURES).run(id).changes > 0) {
      forget();
      yield;
    }
    yield* removeIssues(db, id);
    yield* removeOldSessions(db, id, Number.MAX_SAFE_INTEGER);
    yield* removeRows(db, id);
    yield* removeUnnamedReleases(db, id);
  }
}

function* removeIssues(db: Database, projectId: number): Slices {
  const tables = (db.statement(TABLES_OF_ISSUES).all() as { name: string }[]).map(({ name }) => name);
  for (;;) {
    const issues = db.statement(NEXT_ISSUES).all(projectId) as { id: number }[];
    if (issues.length === 0) return;
    for (const { id } of issues) {
      for (const table of tables) db.statement(`DELETE FROM ${table} WHERE issue_id = ?`).run(id);
      db.statement("DELETE FROM issue WHERE id = ?").run(id);
    }
    yield;
  }
}

/** Every other row that names the project, those that refer to such rows before them. */
function* removeRows(db: Database, projectId: number): Slices {
  const left = new Set((db.statement(TABLES_OF_PROJECTS).all() as { name: string }[]).map(({ name }) => name));
  const references = db.statement(REFERENCES).all() as Reference[];
  const isReferred = (table: string): boolean =>
    references.some(({ child, parent }) => parent === table && child !== table && left.has(child));
  while (left.size > 0) {
    // References never go round in a circle: the schema could not be filled.
    const table = [...left].find((name) => !isReferred(name)) ?? [...left][0] ?? "";
    for (const { child, via, parent, key } of references) {
      if (parent !== table || child === table || hasProject(db, child)) continue;
      db.prepare(`DELETE FROM ${child} WHERE ${via} IN (SELECT ${key ?? "rowid"} FROM ${table} WHERE project_id = ?)`).run(
        projectId,
      );
      yield;
    }
    const key = keyOf(db, table);
    const some = db.prepare(`
      DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE project_id = ? LIMIT ${CHUNK})`);
    while (some.run(projectId).changes > 0) yield;
    left.delete(table);
    yield;
  }
}

function hasProject(db: Database, table: string): boolean {
  return db.prepare(`SELECT 1 FROM pragma_table_info(?) WHERE name = 'project_id'`).get(table) !== undefined;
}

function keyOf(db: Database, table: string): string {
  const columns = db.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk").all(table) as { name: string }[];
  return columns.map(({ name }) => name).join(", ") || "rowid";
}

import type { SavedSearch, SearchCommands } from "../../issue/query/searches.ts";
import { MAX_SAVED_SEARCHES } from "../../issue/query/searches.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import type { Now } from "./now.ts";
import { SEARCH_COLUMNS, searchOf } from "./read/searches.ts";

const COUNT = "SELECT count(*) AS n FROM saved_search WHERE organization_id = ? AND user_id = ?";
const ADD = `
  INSERT INTO saved_search (organization_id, project_id, user_id, is_shared, name, query, sort, created_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${SEARCH_COLUMNS}`;
const FIND = `
  SELECT ${SEARCH_COLUMNS} FROM saved_search WHERE id = ? AND organization_id = ? AND (user_id = ? OR (? AND is_shared = 1))`;
const CHANGE = `UPDATE saved_search SET name = ?, query = ?, sort = ?, is_shared = ? WHERE id = ? RETURNING ${SEARCH_COLUMNS}`;
const DELETE = "DELETE FROM saved_search WHERE id = ?";

type Whose = Parameters<SearchCommands["deleteSearch"]>[0];

/** Saved searches. `now` is Unix ms. */
export function searchCommands(db: Database, now: () => number): Now<SearchCommands> {
  const find = ({ id, organizationId, userId, anyShared }: Whose): SavedSearch | undefined => {
    const row = db.statement(FIND).get(id, organizationId, userId, anyShared ? 1 : 0);
    return row === undefined ? undefined : searchOf(row);
  };
  return {
    createSearch: ({ organizationId, projectId, userId, isShared, name, query, sort }) =>
      transaction(db, () => {
        const count = Number(db.statement(COUNT).get(organizationId, userId)?.["n"]);
        if (count >= MAX_SAVED_SEARCHES) return undefined;
        const values = [organizationId, projectId ?? null, userId, isShared ? 1 : 0, name, query, sort, now()];
        const row = db.statement(ADD).get(...values);
        return row === undefined ? undefined : searchOf(row);
      }),
    changeSearch: (args) =>
      transaction(db, () => {
        const known = find(args);
        if (known === undefined) return undefined;
        const { name = known.name, query = known.query, sort = known.sort, isShared = known.isShared } = args;
        const row = db.statement(CHANGE).get(name, query, sort, isShared ? 1 : 0, known.id);
        return row === undefined ? undefined : searchOf(row);
      }),
    deleteSearch: (args) =>
      transaction(db, () => {
        const known = find(args);
        if (known !== undefined) db.statement(DELETE).run(known.id);
        return known !== undefined;
      }),
  };
}

import type { SavedSearch, SearchReader, SuggestedValue } from "../../../issue/query/searches.ts";
import type { Database, Row } from "../database.ts";
import { JSON_LIST, likePattern } from "./sql-condition.ts";

export const SEARCH_COLUMNS = "id, organization_id, project_id, user_id, is_shared, name, query, sort, created_at_ms";
const LIST = `
  SELECT ${SEARCH_COLUMNS} FROM saved_search WHERE organization_id = ? AND (user_id = ? OR is_shared = 1)
  ORDER BY name COLLATE NOCASE, id`;

/** From key to key by the index, so that many values of one cost nothing. */
const KEYS = `
  WITH RECURSIVE found (project_id, key) AS (
    SELECT wanted.value, (SELECT min(key) FROM tag WHERE project_id = wanted.value) FROM json_each(?) AS wanted
    UNION
    SELECT project_id, (SELECT min(tag.key) FROM tag WHERE tag.project_id = found.project_id AND tag.key > found.key)
    FROM found WHERE key IS NOT NULL
  )
  SELECT DISTINCT key FROM found WHERE key LIKE ? ESCAPE '\\' ORDER BY key LIMIT ?`;
/** Of so many values the most frequent are looked for. */
const MAX_WEIGHED = 300;
const VALUES = `
  SELECT picked.value, sum(signature_tag.event_count) AS n, max(signature_tag.last_seen_ms) AS last_ms
  FROM (
    SELECT id, value FROM tag
    WHERE project_id IN ${JSON_LIST} AND key = ? AND value <> '' AND value LIKE ? ESCAPE '\\' LIMIT ${MAX_WEIGHED}
  ) AS picked JOIN signature_tag ON signature_tag.tag_id = picked.id
  GROUP BY picked.value ORDER BY n DESC, picked.value LIMIT ?`;
const ENVIRONMENTS = `
  SELECT DISTINCT name AS value FROM environment
  WHERE project_id IN ${JSON_LIST} AND name LIKE ? ESCAPE '\\' ORDER BY name LIMIT ?`;
const VERSIONS = `
  SELECT version AS value, max(first_event_ms) AS at_ms FROM release
  WHERE project_id IN ${JSON_LIST} AND version LIKE ? ESCAPE '\\' GROUP BY version ORDER BY at_ms DESC LIMIT ?`;

/** Saved searches, and what helps to write one. */
export function sqliteSearchReader(db: Database): SearchReader {
  return {
    listSavedSearches: async (organizationId, userId) =>
      db
        .statement(LIST)
        .all(organizationId, userId ?? -1)
        .map(searchOf),
    listTagKeys: async (projectIds, prefix, limit) =>
      db
        .statement(KEYS)
        .all(JSON.stringify(projectIds), beginningWith(prefix), limit)
        .map((row) => String(row["key"])),
    listTagValues: async (projectIds, key, prefix, limit) =>
      db
        .statement(VALUES)
        .all(JSON.stringify(projectIds), key, beginningWith(prefix), limit)
        .map((row): SuggestedValue => ({
          value: String(row["value"]),
          count: Number(row["n"]),
          lastSeenMs: Number(row["last_ms"]),
        })),
    listEnvironments: async (projectIds, prefix, limit) => uncounted(db, ENVIRONMENTS, projectIds, prefix, limit),
    listVersions: async (projectIds, prefix, limit) => uncounted(db, VERSIONS, projectIds, prefix, limit),
  };
}

function uncounted(
  db: Database,
  sql: string,
  projectIds: readonly number[],
  prefix: string,
  limit: number,
): readonly SuggestedValue[] {
  const rows = db.statement(sql).all(JSON.stringify(projectIds), beginningWith(prefix), limit);
  return rows.map((row) => ({ value: String(row["value"]), count: undefined, lastSeenMs: undefined }));
}

function beginningWith(prefix: string): string {
  return likePattern({ pieces: [prefix, ""] });
}

export function searchOf(row: Row): SavedSearch {
  return {
    id: Number(row["id"]),
    organizationId: Number(row["organization_id"]),
    projectId: row["project_id"] === null ? undefined : Number(row["project_id"]),
    userId: Number(row["user_id"]),
    isShared: row["is_shared"] === 1,
    name: String(row["name"]),
    query: String(row["query"]),
    sort: String(row["sort"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";

const FIND_ENVIRONMENT = "SELECT id FROM environment WHERE project_id = ? AND name = ?";
const ADD_ENVIRONMENT = "INSERT INTO environment (project_id, name) VALUES (?, ?)";
const FIND_RELEASE = "SELECT id, first_event_ms FROM release WHERE project_id = ? AND version = ?";
const ADD_RELEASE = "INSERT INTO release (project_id, version, first_event_ms) VALUES (?, ?, ?)";
const SET_RELEASE_FIRST_EVENT = "UPDATE release SET first_event_ms = ? WHERE id = ?";
const FIND_TAG = "SELECT id FROM tag WHERE project_id = ? AND key = ? AND value = ?";
const ADD_TAG = "INSERT INTO tag (project_id, key, value) VALUES (?, ?, ?)";

/** Ids of what is written over and over: environments, releases, tags. Dropped when a transaction fails. */
export type Dictionaries = {
  /** 0 for none. */
  environmentId(projectId: number, name: string | undefined): number;
  /** 0 for none. Keeps the own time of the release's first event. */
  releaseId(projectId: number, version: string | undefined, atMs: number): number;
  findTag(projectId: number, key: string, value: string): number | undefined;
  /** For a tag that `findTag` does not know. */
  addTag(projectId: number, key: string, value: string): number;
};

const MAX_PLACES = 10_000;
const MAX_TAGS = 20_000;

export function openDictionaries(db: Database): Dictionaries {
  const environments = boundedCache<string, number>(MAX_PLACES);
  const releases = boundedCache<string, { readonly id: number; firstEventMs: number }>(MAX_PLACES);
  const tags = boundedCache<string, number>(MAX_TAGS);
  return {
    environmentId(projectId, name) {
      if (name === undefined) return 0;
      const cacheKey = `${projectId}\0${name}`;
      let id = environments.get(cacheKey);
      if (id !== undefined) return id;
      const row = db.statement(FIND_ENVIRONMENT).get(projectId, name) as { id: number } | undefined;
      id = row?.id ?? db.statement(ADD_ENVIRONMENT).run(projectId, name).lastInsertRowid;
      environments.set(cacheKey, id);
      return id;
    },
    releaseId(projectId, version, atMs) {
      if (version === undefined) return 0;
      const cacheKey = `${projectId}\0${version}`;
      let release = releases.get(cacheKey);
      if (release === undefined) {
        const row = db.statement(FIND_RELEASE).get(projectId, version) as { id: number; first_event_ms: number } | undefined;
        const id = row?.id ?? db.statement(ADD_RELEASE).run(projectId, version, atMs).lastInsertRowid;
        release = { id, firstEventMs: row?.first_event_ms ?? atMs };
        releases.set(cacheKey, release);
      }
      if (atMs < release.firstEventMs) {
        release.firstEventMs = atMs;
        db.statement(SET_RELEASE_FIRST_EVENT).run(atMs, release.id);
      }
      return release.id;
    },
    findTag(projectId, key, value) {
      const cacheKey = `${projectId}\0${key}\0${value}`;
      const known = tags.get(cacheKey);
      if (known !== undefined) return known;
      const row = db.statement(FIND_TAG).get(projectId, key, value) as { id: number } | undefined;
      if (row !== undefined) tags.set(cacheKey, row.id);
      return row?.id;
    },
    addTag(projectId, key, value) {
      const id = db.statement(ADD_TAG).run(projectId, key, value).lastInsertRowid;
      tags.set(`${projectId}\0${key}\0${value}`, id);
      return id;
    },
  };
}

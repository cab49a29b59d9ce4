import type { CommitWithFiles } from "../../release/release.ts";
import type { Database } from "./database.ts";

const DELETE_FILES = "DELETE FROM release_commit_file WHERE release_detail_id = ?";
const DELETE_COMMITS = "DELETE FROM release_commit WHERE release_detail_id = ?";
const ADD_COMMIT = `
  INSERT INTO release_commit (release_detail_id, place, hash, repository, message, author_name, author_email, at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_FILE = `
  INSERT INTO release_commit_file (release_detail_id, place, path, change) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Puts these in place of the commits of a release, the newest first, within the caller's transaction. */
export function setCommits(db: Database, detailId: number, commits: readonly CommitWithFiles[]): void {
  db.statement(DELETE_FILES).run(detailId);
  db.statement(DELETE_COMMITS).run(detailId);
  for (const [place, { hash, repository, message, name, email, atMs, files }] of commits.entries()) {
    db.statement(ADD_COMMIT).run(detailId, place, hash, repository ?? null, message, name, email, atMs ?? null);
    for (const { path, change } of files) db.statement(ADD_FILE).run(detailId, place, path, change);
  }
}

-- The commits of a release that a code host is asked for: one row for each repository. It stays, to say what became of it.
CREATE TABLE commit_fetch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  release_detail_id INTEGER NOT NULL REFERENCES release_detail (id),
  connection_id INTEGER NOT NULL REFERENCES codehost_connection (id),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  next_at_ms INTEGER, -- NULL: done or given up
  is_done INTEGER NOT NULL DEFAULT 0,
  problem TEXT, -- of the last try, with the remedy
  UNIQUE (release_detail_id, connection_id)
) STRICT;
CREATE INDEX commit_fetch_by_connection ON commit_fetch (connection_id);
CREATE INDEX commit_fetch_by_time ON commit_fetch (next_at_ms) WHERE next_at_ms IS NOT NULL;

-- Releases: what people and command lines say of them, their commits and deploys. ---------------------------------------------

-- `release` has a row for each project that a version was seen in; what is said of a version holds for the organisation.
CREATE TABLE release_detail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  version TEXT NOT NULL,
  is_archived INTEGER NOT NULL DEFAULT 0,
  ref TEXT,
  url TEXT,
  started_ms INTEGER,
  released_ms INTEGER,
  UNIQUE (organization_id, version)
) STRICT;

-- `first_event_ms` of a release is when it was first heard of, be it by an event, a session or a command. Its first event:
ALTER TABLE release ADD COLUMN first_error_ms INTEGER;
UPDATE release SET first_error_ms = first_event_ms WHERE last_event_ms IS NOT NULL;
CREATE INDEX release_by_version ON release (version);
CREATE INDEX signature_release_by_release ON signature_release (release_id, environment_id);
CREATE INDEX session_bucket_by_release ON session_bucket (release_id, environment_id);

-- The commits of a release, the newest first: place 0.
CREATE TABLE release_commit (
  release_detail_id INTEGER NOT NULL REFERENCES release_detail (id),
  place INTEGER NOT NULL,
  hash TEXT NOT NULL,
  repository TEXT, -- as it was named by whoever sent it
  message TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  at_ms INTEGER, -- when it was authored
  PRIMARY KEY (release_detail_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE release_commit_file (
  release_detail_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  path TEXT NOT NULL,
  change TEXT NOT NULL, -- A, M, D
  PRIMARY KEY (release_detail_id, place, path),
  FOREIGN KEY (release_detail_id, place) REFERENCES release_commit (release_detail_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE deploy (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  release_detail_id INTEGER NOT NULL REFERENCES release_detail (id),
  environment TEXT NOT NULL,
  name TEXT,
  url TEXT,
  started_ms INTEGER,
  finished_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX deploy_by_release ON deploy (release_detail_id, id);

-- Commits of a release that were given by name: all of a repository since `base`.
CREATE TABLE release_ref (
  release_detail_id INTEGER NOT NULL REFERENCES release_detail (id),
  repository TEXT NOT NULL,
  head TEXT NOT NULL,
  base TEXT, -- NULL: whoever gave it did not say
  PRIMARY KEY (release_detail_id, repository)
) STRICT, WITHOUT ROWID;

-- JSON of ResolvedIn: the release that a resolution is bound to.
ALTER TABLE issue ADD COLUMN resolved_in TEXT;

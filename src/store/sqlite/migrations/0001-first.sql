-- Names: *_ms are Unix milliseconds, hour is whole hours since the epoch, *_hash is lower-case hex SHA-256.

-- Catalogue -----------------------------------------------------------------------------------------------------------

CREATE TABLE organization (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  user_id INTEGER NOT NULL REFERENCES user (id),
  role TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_user ON member (user_id);

CREATE TABLE setup_token (
  token_hash TEXT PRIMARY KEY,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user (id),
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL UNIQUE,
  last_four TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL, -- space separated
  user_id INTEGER REFERENCES user (id),
  organization_id INTEGER REFERENCES organization (id),
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER
) STRICT;

CREATE TABLE project (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  platform TEXT,
  backend TEXT NOT NULL DEFAULT 'integrated',
  last_issue_number INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  first_event_at_ms INTEGER,
  UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE client_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id),
  public_key TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX client_key_by_project ON client_key (project_id);

-- Issues and signatures -----------------------------------------------------------------------------------------------

-- Ids are never used again: links to them stand in tickets and mails. Totals are cached from the issue's signatures.
CREATE TABLE issue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL, -- unresolved, resolved, ignored
  substatus TEXT, -- see issue/issue.ts
  status_since_ms INTEGER NOT NULL, -- received time of the change
  status_by_user_id INTEGER,
  ignore_until TEXT, -- JSON of IgnoreUntil
  type TEXT NOT NULL,
  level TEXT NOT NULL,
  platform TEXT NOT NULL,
  logger TEXT,
  title TEXT NOT NULL,
  culprit TEXT NOT NULL,
  metadata TEXT NOT NULL, -- JSON
  is_unhandled INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  user_count INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  first_release TEXT,
  last_release TEXT
) STRICT;
CREATE UNIQUE INDEX issue_by_number ON issue (project_id, number);
CREATE INDEX issue_by_last_seen ON issue (project_id, status, last_seen_ms, id);
CREATE INDEX issue_by_first_seen ON issue (project_id, status, first_seen_ms, id);
CREATE INDEX issue_by_events ON issue (project_id, status, event_count, id);
CREATE INDEX issue_by_users ON issue (project_id, status, user_count, id);

-- Each signature belongs to one issue; an issue may own several. Counts hang on signatures, so that merging moves one row.
CREATE TABLE signature (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  hash TEXT NOT NULL,
  grouping_version TEXT NOT NULL,
  issue_id INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  user_count INTEGER NOT NULL, -- distinct users; exact to 1,000, then the sketch's estimate
  UNIQUE (project_id, hash)
) STRICT;
CREATE INDEX signature_by_issue ON signature (issue_id);

CREATE TABLE signature_hour (
  signature_id INTEGER NOT NULL,
  hour INTEGER NOT NULL, -- of the event's own time
  event_count INTEGER NOT NULL,
  PRIMARY KEY (signature_id, hour)
) STRICT, WITHOUT ROWID;

-- The users of a signature, up to 1,000. From the 1,001st on the sketch stands in their place.
CREATE TABLE signature_user (
  signature_id INTEGER NOT NULL,
  user_key INTEGER NOT NULL,
  PRIMARY KEY (signature_id, user_key)
) STRICT, WITHOUT ROWID;

-- Apart from `signature`, whose rows are rewritten with each batch: a sketch has 16 KB. See user-sketch.ts.
CREATE TABLE signature_sketch (
  signature_id INTEGER PRIMARY KEY,
  sketch BLOB NOT NULL
) STRICT;

-- A dictionary of what is written over and over.
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL, -- "" stands for all further values of a key that has too many
  UNIQUE (project_id, key, value)
) STRICT;

CREATE TABLE signature_tag (
  signature_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  PRIMARY KEY (signature_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE environment (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (project_id, name)
) STRICT;

CREATE TABLE release (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  version TEXT NOT NULL,
  first_event_ms INTEGER NOT NULL,
  UNIQUE (project_id, version)
) STRICT;

-- 0 stands for none.
CREATE TABLE signature_release (
  signature_id INTEGER NOT NULL,
  environment_id INTEGER NOT NULL,
  release_id INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  PRIMARY KEY (signature_id, environment_id, release_id)
) STRICT, WITHOUT ROWID;

-- Events --------------------------------------------------------------------------------------------------------------

-- One row for each table event_<yyyymmdd>, a UTC day of received time. `filter` answers "surely not in here" for closed days.
CREATE TABLE event_day (
  day TEXT PRIMARY KEY, -- yyyymmdd
  event_count INTEGER NOT NULL DEFAULT 0,
  is_closed INTEGER NOT NULL DEFAULT 0,
  filter BLOB
) STRICT, WITHOUT ROWID;

-- Ledger and digest ---------------------------------------------------------------------------------------------------

CREATE TABLE outcome_hour (
  project_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  reason TEXT NOT NULL,
  key_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (project_id, hour, kind, category, reason, key_id)
) STRICT, WITHOUT ROWID;

-- One row.
CREATE TABLE digest_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  latest_received_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO digest_state VALUES (1, 0, 0);

CREATE TABLE quarantine (
  position INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  problem TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

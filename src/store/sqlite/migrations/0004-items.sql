-- Release health: sessions, counted. -----------------------------------------------------------------------------------

-- What became of the sessions that began within an hour, or within a UTC day, in one release and environment. Days stand
-- beside hours so that a long window need not put so many sets of users together.
CREATE TABLE session_bucket (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- 1 or 24
  hour INTEGER NOT NULL, -- the first one
  release_id INTEGER NOT NULL,
  environment_id INTEGER NOT NULL, -- 0 stands for none
  total INTEGER NOT NULL,
  errored INTEGER NOT NULL, -- with an error of any kind, the next three among them
  crashed INTEGER NOT NULL,
  abnormal INTEGER NOT NULL,
  unhandled INTEGER NOT NULL,
  duration_seconds REAL NOT NULL, -- of those that ended well and say how long they took
  duration_count INTEGER NOT NULL,
  users INTEGER NOT NULL, -- distinct; exact to 1,000, then a sketch's estimate
  errored_users INTEGER NOT NULL,
  crashed_users INTEGER NOT NULL,
  abnormal_users INTEGER NOT NULL,
  unhandled_users INTEGER NOT NULL,
  UNIQUE (project_id, hours, hour, release_id, environment_id)
) STRICT;

-- The users of a bucket, up to 1,000 in each of its five sets: set_id is the bucket's id * 8 + the set's place above, from 0.
CREATE TABLE session_user (
  set_id INTEGER NOT NULL,
  user_key INTEGER NOT NULL,
  PRIMARY KEY (set_id, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE session_sketch (
  set_id INTEGER PRIMARY KEY,
  sketch BLOB NOT NULL
) STRICT;

-- Sessions that may still be updated: for five days after they began. In order of time, so that old ones go in one piece.
CREATE TABLE session_state (
  hour INTEGER NOT NULL, -- in which it began
  project_id INTEGER NOT NULL,
  sid BLOB NOT NULL,
  seq INTEGER NOT NULL, -- of the last update
  has_ended INTEGER NOT NULL,
  is_errored INTEGER NOT NULL, -- counted as such
  PRIMARY KEY (hour, project_id, sid)
) STRICT, WITHOUT ROWID;

-- `first_event_ms` of a release is also that of its first session. Its last event:
ALTER TABLE release ADD COLUMN last_event_ms INTEGER;
UPDATE release SET last_event_ms = seen.last_ms
  FROM (SELECT release_id, max(last_seen_ms) AS last_ms FROM signature_release GROUP BY release_id) AS seen
  WHERE seen.release_id = release.id;
CREATE INDEX issue_by_first_release ON issue (project_id, first_release) WHERE first_release IS NOT NULL;

-- What people wrote, and what jobs and SDKs sent beside events ------------------------------------------------------------

-- Of the crash dialog (one an event, the last one counts) and of the feedback widget. `event_id` may not have arrived.
CREATE TABLE user_report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  kind TEXT NOT NULL, -- user-report, feedback
  report_id BLOB NOT NULL,
  event_id BLOB,
  name TEXT,
  email TEXT,
  comments TEXT NOT NULL,
  url TEXT,
  source TEXT,
  release TEXT,
  environment TEXT,
  received_ms INTEGER NOT NULL,
  UNIQUE (project_id, kind, report_id)
) STRICT;
CREATE INDEX user_report_by_project ON user_report (project_id, id);
CREATE INDEX user_report_by_event ON user_report (project_id, event_id) WHERE event_id IS NOT NULL;

-- Jobs that check in, and the last run of each in each environment.
CREATE TABLE monitor (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  slug TEXT NOT NULL,
  config TEXT, -- JSON; see digest/check-in/normalise.ts
  created_ms INTEGER NOT NULL,
  UNIQUE (project_id, slug)
) STRICT;

CREATE TABLE monitor_environment (
  monitor_id INTEGER NOT NULL,
  environment TEXT NOT NULL,
  check_in_id BLOB,
  status TEXT NOT NULL,
  started_ms INTEGER, -- when this run was first heard of in progress
  received_ms INTEGER NOT NULL,
  duration_seconds REAL,
  release TEXT,
  first_ms INTEGER NOT NULL, -- when this environment was first heard of
  PRIMARY KEY (monitor_id, environment)
) STRICT, WITHOUT ROWID;

-- Files of events; the bytes are in `blobs/`, under their digest.
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  event_id BLOB NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  received_ms INTEGER NOT NULL,
  UNIQUE (project_id, event_id, name, digest)
) STRICT;
CREATE INDEX attachment_by_digest ON attachment (digest);

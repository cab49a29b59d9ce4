-- A project's errors may be kept by a Sentry instead. Issues seen there get a row here, so that they have a local id and can
-- be listed with others; a project shows the rows of the connection in use alone.

-- A project at a Sentry. Connecting to the same one again finds this row, and with it the issues of then.
CREATE TABLE sentry_connection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id),
  origin TEXT NOT NULL, -- https://sentry.example.org
  organization_slug TEXT NOT NULL,
  organization_name TEXT NOT NULL,
  project_slug TEXT NOT NULL,
  project_name TEXT NOT NULL,
  remote_project_id TEXT NOT NULL, -- digits
  sealed_token TEXT, -- see outbound/sealed.ts; NULL: given up for a token of another connection
  token_hint TEXT,
  created_at_ms INTEGER NOT NULL,
  checked_at_ms INTEGER NOT NULL, -- when it was last asked
  answered_at_ms INTEGER NOT NULL, -- when it last answered well
  problem TEXT, -- why it did not when it was last asked
  UNIQUE (project_id, origin, remote_project_id)
) STRICT;

-- The sentry_connection chosen last; in use while `backend` is 'sentry'.
ALTER TABLE project ADD COLUMN connection_id INTEGER;

ALTER TABLE issue ADD COLUMN connection_id INTEGER NOT NULL DEFAULT 0; -- 0: kept here
ALTER TABLE issue ADD COLUMN remote_id TEXT; -- digits
CREATE UNIQUE INDEX issue_by_remote_id ON issue (connection_id, remote_id) WHERE remote_id IS NOT NULL;

DROP INDEX issue_by_last_seen;
DROP INDEX issue_by_first_seen;
DROP INDEX issue_by_events;
DROP INDEX issue_by_users;
CREATE INDEX issue_by_last_seen ON issue (project_id, connection_id, status, last_seen_ms, id);
CREATE INDEX issue_by_first_seen ON issue (project_id, connection_id, status, first_seen_ms, id);
CREATE INDEX issue_by_events ON issue (project_id, connection_id, status, event_count, id);
CREATE INDEX issue_by_users ON issue (project_id, connection_id, status, user_count, id);

-- Erasing what is stored of one person. ---------------------------------------------------------------------------------

-- A receipt, kept for good; while it runs, also how far it is. No column is called project_id: it outlives its project.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  within_project_id INTEGER, -- NULL: all projects of the organisation
  kind TEXT NOT NULL, -- id, email, username, ip
  value TEXT, -- NULL once it is finished
  person_hash TEXT NOT NULL, -- see retention/person.ts
  by_user_id INTEGER,
  asked_by TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  until_position INTEGER NOT NULL, -- of the log
  day TEXT NOT NULL DEFAULT '', -- events of earlier days, and of this one up to the row, are looked through
  row_id INTEGER NOT NULL DEFAULT 0,
  looked INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  attachments INTEGER NOT NULL DEFAULT 0,
  reports INTEGER NOT NULL DEFAULT 0,
  texts INTEGER NOT NULL DEFAULT 0,
  is_waiting INTEGER NOT NULL DEFAULT 0,
  finished_at_ms INTEGER
) STRICT;
CREATE INDEX erasure_by_organization ON erasure (organization_id, id);
CREATE INDEX erasure_running ON erasure (id) WHERE finished_at_ms IS NULL;

-- What the person is counted by as an affected user, gathered while it runs.
CREATE TABLE erasure_user (
  erasure_id INTEGER NOT NULL REFERENCES erasure (id),
  project_id INTEGER NOT NULL,
  user_key INTEGER NOT NULL,
  PRIMARY KEY (erasure_id, project_id, user_key)
) STRICT, WITHOUT ROWID;

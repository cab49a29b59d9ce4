-- What keys and projects let in.

ALTER TABLE client_key ADD COLUMN rate_limit_count INTEGER; -- NULL: no limit
ALTER TABLE client_key ADD COLUMN rate_limit_window_s INTEGER;
ALTER TABLE client_key ADD COLUMN expires_at_ms INTEGER; -- NULL: never
ALTER TABLE client_key ADD COLUMN allowed_origins TEXT; -- JSON list; NULL: those of the project
ALTER TABLE client_key ADD COLUMN loader TEXT; -- JSON of LoaderOptions

-- No row: nothing is limited.
CREATE TABLE project_admission (
  project_id INTEGER PRIMARY KEY REFERENCES project (id),
  rate_limits TEXT NOT NULL, -- JSON list of CategoryLimit
  monthly_quota INTEGER, -- NULL: none
  is_spike_protected INTEGER NOT NULL,
  allowed_origins TEXT NOT NULL -- JSON list
) STRICT;

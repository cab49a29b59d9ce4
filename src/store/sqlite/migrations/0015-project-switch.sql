-- A project that is switched off takes no events; what it holds stays.
ALTER TABLE project ADD COLUMN is_enabled INTEGER NOT NULL DEFAULT 1;

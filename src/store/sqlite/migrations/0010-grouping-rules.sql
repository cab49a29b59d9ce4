-- Rules of grouping. A row is one saved state and never changes: stored events name the one they were grouped by.
CREATE TABLE grouping_rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  fingerprinting TEXT NOT NULL,
  enhancements TEXT NOT NULL,
  created_ms INTEGER NOT NULL, -- received time of the decision
  by_user_id INTEGER
) STRICT;
CREATE INDEX grouping_rules_by_project ON grouping_rules (project_id, id);

-- Those in force; NULL: none.
ALTER TABLE project ADD COLUMN grouping_rules_id INTEGER;

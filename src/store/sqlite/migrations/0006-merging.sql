-- Merging, splitting and deleting issues. ---------------------------------------------------------------------------------

-- An issue that was merged keeps its row, so that its id and number lead to the other and it can come back as it was. Its
-- connection_id is then -1, which is no place that a project shows.
ALTER TABLE issue ADD COLUMN merged_into INTEGER;
CREATE INDEX issue_by_merged_into ON issue (merged_into) WHERE merged_into IS NOT NULL;

-- The issue that a signature came with when issues were merged; NULL: issue_id. A signature whose issue was deleted has issue_id 0
-- until the last of its rows is removed.
ALTER TABLE signature ADD COLUMN home_issue_id INTEGER;

-- The issue that a link came with, where its own had none.
ALTER TABLE issue_link ADD COLUMN home_issue_id INTEGER;

-- What remains of an issue whose further events are dropped, and what such events are known by.
CREATE TABLE discarded_issue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  level TEXT NOT NULL,
  title TEXT NOT NULL,
  culprit TEXT NOT NULL,
  at_ms INTEGER NOT NULL, -- received time of the decision
  by_user_id INTEGER
) STRICT;
CREATE INDEX discarded_issue_by_project ON discarded_issue (project_id);

CREATE TABLE discarded_signature (
  project_id INTEGER NOT NULL,
  hash TEXT NOT NULL,
  discarded_issue_id INTEGER NOT NULL REFERENCES discarded_issue (id),
  PRIMARY KEY (project_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX discarded_signature_by_issue ON discarded_signature (discarded_issue_id);

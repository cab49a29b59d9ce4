-- Which issues look alike. -------------------------------------------------------------------------------------------------

-- What signatures of a project are likened by, such as a frame: `id` is 48 bits of a hash of project and feature. One that many
-- signatures have says little. See issue/similarity.ts.
CREATE TABLE feature (
  id INTEGER PRIMARY KEY,
  signature_count INTEGER NOT NULL
) STRICT;

CREATE TABLE feature_signature (
  feature_id INTEGER NOT NULL,
  signature_id INTEGER NOT NULL,
  PRIMARY KEY (feature_id, signature_id)
) STRICT, WITHOUT ROWID;

-- What an event of the signature looks like: JSON of EventSketch, '' for nothing. Written between batches, in the order of ids.
CREATE TABLE signature_look (
  signature_id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  sketch TEXT NOT NULL
) STRICT;

-- Pairs that somebody has said are not one bug, the lower id first.
CREATE TABLE not_same (
  issue_id INTEGER NOT NULL,
  other_issue_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  by_user_id INTEGER,
  PRIMARY KEY (issue_id, other_issue_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX not_same_by_other ON not_same (other_issue_id);

-- Who has looked at which issue, and when last. `at_ms` is received time, so that it stands in order with decisions.
CREATE TABLE issue_seen (
  user_id INTEGER NOT NULL,
  issue_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, issue_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_seen_by_issue ON issue_seen (issue_id);

-- Those that came back, the latest first: few, and asked for with every look at what changed.
CREATE INDEX issue_returned ON issue (project_id, connection_id, status_since_ms)
  WHERE status = 'unresolved' AND substatus IN ('regressed', 'escalating');

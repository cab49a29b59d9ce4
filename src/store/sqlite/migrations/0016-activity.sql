-- What happened to issues and what people said about them. ------------------------------------------------------------

ALTER TABLE issue ADD COLUMN assigned_to_user_id INTEGER;
CREATE INDEX issue_by_assignee ON issue (assigned_to_user_id) WHERE assigned_to_user_id IS NOT NULL;

-- Written in the transaction of what it tells. Of a merged issue they stay with it, and are shown by the one it is part of.
CREATE TABLE issue_activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL,
  kind TEXT NOT NULL, -- see Happening in issue/activity.ts
  data TEXT NOT NULL CHECK (json_valid(data)), -- JSON of the rest of Happening
  at_ms INTEGER NOT NULL,
  by_user_id INTEGER -- NULL: an event, a program, or the server itself
) STRICT;
CREATE INDEX issue_activity_by_issue ON issue_activity (issue_id, id);
CREATE INDEX issue_activity_notes ON issue_activity (issue_id) WHERE kind = 'note';

-- Issues are given to teams too. At most one of the two is set.
ALTER TABLE issue ADD COLUMN assigned_to_team_id INTEGER;
CREATE INDEX issue_by_team ON issue (assigned_to_team_id) WHERE assigned_to_team_id IS NOT NULL;

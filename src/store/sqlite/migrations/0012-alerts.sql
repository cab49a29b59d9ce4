-- Who is told of what, and what is still to be told. ------------------------------------------------------------------

CREATE TABLE alert_rule (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)), -- RuleSettings (alert/rule.ts)
  created_at_ms INTEGER NOT NULL,
  last_message_at_ms INTEGER NOT NULL DEFAULT 0,
  last_summary_at_ms INTEGER NOT NULL DEFAULT 0 -- of what was only counted
) STRICT;
CREATE INDEX alert_rule_by_project ON alert_rule (project_id);

CREATE TABLE alert_channel (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  kind TEXT NOT NULL, -- ChannelKind (alert/channel.ts)
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  addresses TEXT NOT NULL, -- JSON list, of e-mail alone
  sealed_secret TEXT,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_channel_by_project ON alert_channel (project_id);

-- One row. The digest prepares rules anew when the version has changed.
CREATE TABLE alert_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO alert_state VALUES (1, 1);

-- What the digest has noted and nobody was told yet: written in the transaction of the batch. Without an issue: the number of
-- further ones, when there were too many; one such row a rule.
CREATE TABLE alert_notice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rule_id INTEGER NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  issue_id INTEGER,
  reason TEXT NOT NULL,
  environment TEXT,
  release TEXT,
  counted INTEGER, -- with window_ms: what the trigger counted
  window_ms INTEGER,
  quantity INTEGER NOT NULL,
  at_ms INTEGER NOT NULL -- received time
) STRICT;
CREATE INDEX alert_notice_by_rule ON alert_notice (rule_id, id);
CREATE UNIQUE INDEX alert_notice_counted ON alert_notice (rule_id) WHERE issue_id IS NULL;

-- When a rule was fired last by an issue.
CREATE TABLE alert_fired (
  rule_id INTEGER NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  issue_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (rule_id, issue_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_fired_by_time ON alert_fired (at_ms);

-- How many notices a project has had since `from_ms`.
CREATE TABLE alert_budget (
  project_id INTEGER PRIMARY KEY,
  from_ms INTEGER NOT NULL,
  noticed INTEGER NOT NULL
) STRICT;

-- Events of an issue, for triggers that count; a slot is a 60th of the trigger's window.
CREATE TABLE alert_window (
  rule_id INTEGER NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  issue_id INTEGER NOT NULL,
  trigger INTEGER NOT NULL, -- which of the rule's
  slot INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  until_ms INTEGER NOT NULL, -- of no use from then on
  PRIMARY KEY (rule_id, issue_id, trigger, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_window_by_end ON alert_window (until_ms);
CREATE TABLE alert_window_user (
  rule_id INTEGER NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  issue_id INTEGER NOT NULL,
  trigger INTEGER NOT NULL,
  user_key INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (rule_id, issue_id, trigger, user_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_window_user_by_end ON alert_window_user (until_ms);

CREATE TABLE alert_delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  rule_id INTEGER, -- NULL: a test
  channel_id INTEGER,
  user_id INTEGER,
  recipient TEXT NOT NULL,
  state TEXT NOT NULL, -- waiting, sent, dead
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  next_at_ms INTEGER, -- while it waits
  finished_at_ms INTEGER,
  problem TEXT,
  message TEXT NOT NULL -- JSON of Message (alert/message.ts)
) STRICT;
CREATE INDEX alert_delivery_by_project ON alert_delivery (project_id, id);
CREATE INDEX alert_delivery_by_time ON alert_delivery (next_at_ms) WHERE next_at_ms IS NOT NULL;
CREATE INDEX alert_delivery_by_end ON alert_delivery (finished_at_ms) WHERE finished_at_ms IS NOT NULL;

-- What a person wants. No row: e-mail at any hour.
CREATE TABLE alert_person (
  user_id INTEGER PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
  wants_mail INTEGER NOT NULL,
  quiet_hours TEXT -- JSON of QuietHours; NULL: none
) STRICT;
CREATE TABLE alert_mute (
  user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, project_id)
) STRICT, WITHOUT ROWID;

-- Projects that are there already get what new ones begin with (DEFAULT_RULE of alert/rule.ts).
INSERT INTO alert_rule (project_id, settings, created_at_ms)
SELECT id, '{"name":"New and returning errors","isActive":true,"match":"any","triggers":[{"kind":"new-issue"},{"kind":"regression"}],"filterMatch":"all","filters":[],"actions":[{"kind":"members"}],"throttleMs":1800000,"digestMs":300000}',
  created_at_ms
FROM project WHERE deleted_at_ms IS NULL;

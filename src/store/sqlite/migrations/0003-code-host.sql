-- Code hosts, issues at them, and what is still to be done there. -------------------------------------------------------

-- A repository that a project was ever connected to; at most one is active. The others keep what they were, without secrets,
-- so that links to their issues still lead there. Ids stand in addresses of webhooks and are never used again.
CREATE TABLE codehost_connection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  kind TEXT NOT NULL, -- gitlab, github, gitea
  origin TEXT NOT NULL,
  repository_id TEXT NOT NULL,
  repository_path TEXT NOT NULL,
  repository_url TEXT NOT NULL,
  default_branch TEXT,
  is_active INTEGER NOT NULL,
  sealed_token TEXT, -- NULL unless active
  token_hint TEXT,
  sealed_webhook_secret TEXT, -- NULL unless active
  webhook_installed INTEGER NOT NULL,
  closes_issues INTEGER NOT NULL,
  resolves_errors INTEGER NOT NULL,
  polls INTEGER NOT NULL,
  polled_to_ms INTEGER NOT NULL, -- by the host's clock
  created_at_ms INTEGER NOT NULL,
  checked_at_ms INTEGER NOT NULL,
  problem TEXT, -- what was wrong when it was last called
  UNIQUE (project_id, kind, origin, repository_id)
) STRICT;
CREATE UNIQUE INDEX codehost_connection_in_use ON codehost_connection (project_id) WHERE is_active = 1;

-- One issue at the code host for each of ours, and the other way round. Title and state as last heard.
CREATE TABLE issue_link (
  issue_id INTEGER PRIMARY KEY,
  connection_id INTEGER NOT NULL REFERENCES codehost_connection (id),
  number INTEGER NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL, -- open, closed
  created_at_ms INTEGER NOT NULL,
  by_user_id INTEGER,
  UNIQUE (connection_id, number)
) STRICT;

-- Held while an issue is being made at the code host, so that two people do not make two.
CREATE TABLE issue_link_claim (
  issue_id INTEGER PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT;

-- What is to be done at a code host: written in the transaction that is the reason for it.
CREATE TABLE codehost_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id INTEGER NOT NULL REFERENCES codehost_connection (id),
  issue_id INTEGER NOT NULL,
  action TEXT NOT NULL, -- close, reopen, look, resolve, unresolve, back-link
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  next_at_ms INTEGER, -- NULL: given up
  problem TEXT
) STRICT;
CREATE INDEX codehost_job_by_issue ON codehost_job (issue_id);
CREATE INDEX codehost_job_by_connection ON codehost_job (connection_id);
CREATE INDEX codehost_job_by_time ON codehost_job (next_at_ms) WHERE next_at_ms IS NOT NULL;

-- Webhooks that were taken, the newest 10,000, so that none counts twice.
CREATE TABLE webhook_delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id INTEGER NOT NULL,
  delivery_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (connection_id, delivery_id)
) STRICT;

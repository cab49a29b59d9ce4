-- People of organisations: teams, invitations, the audit log, and what their accounts are kept safe with.

-- 1: every member sees every project. 0: those of their teams; owners and maintainers see all the same.
ALTER TABLE organization ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1;

CREATE TABLE team (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE team_member (
  team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES user (id),
  PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_member_by_user ON team_member (user_id);

CREATE TABLE team_project (
  team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, project_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_project_by_project ON team_project (project_id);

-- Gone once it is accepted or taken back. One for each address and organisation.
CREATE TABLE invitation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  email TEXT NOT NULL COLLATE NOCASE,
  role TEXT NOT NULL,
  team_ids TEXT NOT NULL, -- JSON list
  token_hash TEXT NOT NULL UNIQUE,
  invited_by_user_id INTEGER,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  UNIQUE (organization_id, email)
) STRICT;

CREATE TABLE audit_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  user_id INTEGER, -- null: a program or the command line
  actor TEXT NOT NULL, -- as it was called then
  ip TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entry_by_organization ON audit_entry (organization_id, id);
-- A row put in place of another is deleted without a word to the trigger below.
CREATE TRIGGER audit_entry_is_new BEFORE INSERT ON audit_entry WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

ALTER TABLE user ADD COLUMN totp_secret TEXT; -- sealed; null: off
ALTER TABLE user ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0; -- the newest step whose code was taken
CREATE TABLE recovery_code (
  user_id INTEGER NOT NULL REFERENCES user (id),
  code_hash TEXT NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_reset (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user (id),
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who somebody is at a provider of OpenID Connect. Never found by an e-mail address.
CREATE TABLE user_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id INTEGER NOT NULL REFERENCES user (id),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_identity_by_user ON user_identity (user_id);

ALTER TABLE session ADD COLUMN ip TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN last_used_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX session_by_user ON session (user_id);

ALTER TABLE api_token ADD COLUMN last_used_ms INTEGER;
CREATE INDEX api_token_by_user ON api_token (user_id);
CREATE INDEX api_token_by_organization ON api_token (organization_id);

-- What searches of the issue list are answered from. Names: see 0001-first.sql.

-- Signatures that have a tag; that were seen in an environment; that had events in an hour.
CREATE INDEX signature_tag_by_tag ON signature_tag (tag_id, signature_id);
CREATE INDEX signature_release_by_environment ON signature_release (environment_id, signature_id);
CREATE INDEX signature_hour_by_hour ON signature_hour (hour, signature_id);

-- Searches that people keep: for themselves, or for all of the organisation, perhaps about one project.
CREATE TABLE saved_search (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  project_id INTEGER,
  user_id INTEGER NOT NULL,
  is_shared INTEGER NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  sort TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_search_by_organization ON saved_search (organization_id, user_id);

-- Files of builds, for readable stack traces: project by project. "" stands for no release and no dist.
CREATE TABLE artifact_upload (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  release TEXT NOT NULL,
  dist TEXT NOT NULL,
  checksum TEXT NOT NULL, -- lower-case hex SHA-1 of what was uploaded
  bundle_id TEXT NOT NULL,
  file_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  uploaded_at_ms INTEGER NOT NULL,
  UNIQUE (project_id, release, dist, checksum)
) STRICT;

CREATE TABLE artifact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  upload_id INTEGER NOT NULL REFERENCES artifact_upload (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL,
  release TEXT NOT NULL,
  dist TEXT NOT NULL,
  kind TEXT NOT NULL, -- script, map
  url TEXT NOT NULL,
  debug_id TEXT, -- 32 lower-case hex digits
  map_url TEXT,
  digest TEXT, -- of the packed map in blobs/
  problem TEXT,
  size_bytes INTEGER NOT NULL,
  uploaded_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX artifact_by_upload ON artifact (upload_id);
CREATE INDEX artifact_by_debug_id ON artifact (project_id, debug_id) WHERE debug_id IS NOT NULL;
CREATE INDEX artifact_by_digest ON artifact (digest) WHERE digest IS NOT NULL;
CREATE INDEX artifact_by_url ON artifact (project_id, release, dist, url) WHERE release <> '';

-- Which signatures have events with frames that no map was found for, by what a map would be found by: d:<debug id>, r:<release>.
CREATE TABLE unmapped_signature (
  project_id INTEGER NOT NULL,
  sought TEXT NOT NULL,
  signature_id INTEGER NOT NULL,
  PRIMARY KEY (project_id, sought, signature_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX unmapped_signature_by_signature ON unmapped_signature (signature_id);

-- Signatures whose events are to be mapped again, since files have come.
CREATE TABLE mapping_due (
  signature_id INTEGER PRIMARY KEY
) STRICT;

-- Events as they are after their files came. The row in the day's table stays as it is: others are compressed against it.
CREATE TABLE mapped_later (
  day TEXT NOT NULL, -- yyyymmdd
  event_row_id INTEGER NOT NULL,
  signature_id INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  payload BLOB NOT NULL, -- see payload.ts; stands alone
  PRIMARY KEY (day, event_row_id)
) STRICT;
CREATE INDEX mapped_later_by_signature ON mapped_later (signature_id);

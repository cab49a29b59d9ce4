-- Files of events whose row is gone, until they are gone as well: a crash in between leaves none of them behind. ------------------

CREATE TABLE freed_file (
  digest TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Whoever deletes the row, for whatever reason.
CREATE TRIGGER attachment_freed AFTER DELETE ON attachment BEGIN
  INSERT INTO freed_file (digest) VALUES (old.digest) ON CONFLICT DO NOTHING;
END;

-- How long events are kept, and what is on its way out. -------------------------------------------------------------------

ALTER TABLE project ADD COLUMN retention_days INTEGER; -- NULL: as long as the installation keeps them

-- The row of a deleted project stays, without its name: ids are never used again, and what was in the log may still arrive.
ALTER TABLE project ADD COLUMN deleted_at_ms INTEGER;

-- Days that are no longer shown and whose tables are emptied a slice at a time, then dropped.
CREATE TABLE expired_day (
  day TEXT PRIMARY KEY -- yyyymmdd
) STRICT, WITHOUT ROWID;

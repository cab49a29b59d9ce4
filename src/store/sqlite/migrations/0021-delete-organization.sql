-- Its row stays, for the log of changes and for what is still removed of its projects; nobody finds it.
ALTER TABLE organization ADD COLUMN deleted_at_ms INTEGER;

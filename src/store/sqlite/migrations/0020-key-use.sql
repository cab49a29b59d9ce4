-- When a key last brought something that was let in, to the minute; NULL: never, or before this was noted.
ALTER TABLE client_key ADD COLUMN last_used_at_ms INTEGER;

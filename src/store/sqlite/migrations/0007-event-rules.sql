-- What is filtered and scrubbed of events: JSON of what an organisation or project says itself (project/event-rules.ts); NULL: nothing.
ALTER TABLE organization ADD COLUMN event_rules TEXT CHECK (event_rules IS NULL OR json_valid(event_rules));
ALTER TABLE project ADD COLUMN event_rules TEXT CHECK (event_rules IS NULL OR json_valid(event_rules));

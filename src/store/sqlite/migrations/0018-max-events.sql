-- How many events a project keeps. ---------------------------------------------------------------------------------------

ALTER TABLE project ADD COLUMN max_events INTEGER; -- NULL: as many as come

-- When events of the issue were last left out for the sake of `max_events`; the first and the newest of each day stay.
ALTER TABLE issue ADD COLUMN thinned_at_ms INTEGER;

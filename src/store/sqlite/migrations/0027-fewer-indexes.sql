-- Rows of hours and of releases are found through their issues and releases: two indexes of 0022-search.sql only cost what they took to keep.
DROP INDEX signature_hour_by_hour;
DROP INDEX signature_release_by_environment;

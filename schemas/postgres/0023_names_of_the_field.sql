-- Stop the services, migrate, start them: the version before does not know these names (CHANGELOG.md).
--
-- Tables and columns carry the names of docs/glossary.md. Nothing but names changes, so it takes milliseconds however much
-- is stored.
SET LOCAL ROLE lms_owner;

ALTER TABLE consumed RENAME TO consumer_positions;
ALTER INDEX consumed_pkey RENAME TO consumer_positions_pkey;
ALTER TRIGGER go_on_with_sequence ON consumer_positions RENAME TO continue_sequence;
ALTER FUNCTION go_on_with_sequence() RENAME TO continue_sequence;

-- It kept an older ingest, which would have spread rows in another way, from an import that a newer one had accepted. No
-- older ingest can run beside the renamed table.
DROP TRIGGER newer_ingest ON import_production;
DROP FUNCTION leave_to_newer_ingest();
ALTER TABLE import_production DROP COLUMN reading_claim;

ALTER TABLE import_production RENAME TO import_leases;
ALTER TABLE import_leases RENAME COLUMN claim TO fencing_token;
ALTER TABLE import_leases RENAME COLUMN claimed_by TO leased_by;
ALTER INDEX import_production_pkey RENAME TO import_leases_pkey;
ALTER INDEX import_production_open RENAME TO import_leases_open;
ALTER TABLE import_progress RENAME COLUMN claim TO fencing_token;

ALTER TABLE imports RENAME COLUMN reading TO parse_settings;
UPDATE imports
SET parse_settings = parse_settings - 'rowsInTurn' || jsonb_build_object('rowsPerStripe', parse_settings -> 'rowsInTurn')
WHERE parse_settings ? 'rowsInTurn';

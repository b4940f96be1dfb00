SET LOCAL ROLE lms_owner;

-- Versions above checked_version that the check has seen nevertheless: of writers that committed while it began.
ALTER TABLE import_checks ADD COLUMN seen_versions bigint[] NOT NULL DEFAULT '{}';

-- Whoever applies a check says how many of its records were written since; what the import then writes would hide it.
GRANT UPDATE (result) ON import_checks TO lms_ingest;
GRANT SELECT ON course_records TO lms_ingest;
GRANT SELECT ON SEQUENCE record_version TO lms_ingest;

-- aggregator applies what need not wait for a person.
GRANT UPDATE (clock_us) ON tenants TO lms_aggregator;
GRANT INSERT ON import_leases TO lms_aggregator;

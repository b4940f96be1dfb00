-- Stop the services, migrate, start them: the version before still looks for imports.finishing_until (CHANGELOG.md).
SET LOCAL ROLE lms_owner;

-- The lease under which one aggregator writes an import's error file, of the same shape as import_leases: every holder gets
-- the next fencing token. A row is there only from the first attempt until the import is finished.
CREATE TABLE error_file_leases (
  import_id uuid PRIMARY KEY REFERENCES imports,
  tenant_id int NOT NULL REFERENCES tenants,
  fencing_token bigint NOT NULL DEFAULT 1,
  leased_by text,
  lease_until timestamptz NOT NULL
) WITH (fillfactor = 50);

ALTER TABLE error_file_leases ENABLE ROW LEVEL SECURITY;
ALTER TABLE error_file_leases FORCE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON error_file_leases TO lms_aggregator USING (true) WITH CHECK (true);
CREATE POLICY owner ON error_file_leases TO lms_owner USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON error_file_leases TO lms_aggregator;

-- A lease that was held ends with the process that held it: the error file is written again.
ALTER TABLE imports DROP COLUMN finishing_until;

SET LOCAL ROLE lms_owner;

-- When each tenant's mirror was last compared with the tables here, and how many rows differed.
CREATE TABLE mirror_checks (
  tenant_id int PRIMARY KEY REFERENCES tenants,
  checked_at timestamptz NOT NULL,
  -- Rows that ClickHouse lacks, has in an older version, or has though PostgreSQL does not; by table.
  differences jsonb NOT NULL DEFAULT '{}'
);

ALTER TABLE mirror_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE mirror_checks FORCE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON mirror_checks TO lms_aggregator USING (true) WITH CHECK (true);
CREATE POLICY owner ON mirror_checks TO lms_owner USING (true);
GRANT SELECT, INSERT, UPDATE ON mirror_checks TO lms_aggregator;

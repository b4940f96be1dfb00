SET LOCAL ROLE lms_owner;

-- When each tenant's mirror was last compared with the tables here, and how many rows differed.
CREATE TABLE mirror_checks (
  tenant_id int PRIMARY KEY REFERENCES tenants,
  checked_at timestamptz NOT NULL,
  -- Rows that ClickHouse lacks, has in an older version, or has though PostgreSQL does not; by table.
  differences jsonb NOT NULL DEFAULT '{}'
);

GRANT SELECT, INSERT, UPDATE ON mirror_checks TO lms_aggregator;

SET LOCAL ROLE lms_owner;

-- Who was deleted, by number alone: messages on the topics still hold their records for weeks, and whoever reads those again
-- must not bring the person back. ClickHouse has the same table (schemas/clickhouse/0005), which survives a restore of this
-- database, as this one survives a restore of ClickHouse. Rows stay: they name nobody, and backups live longer than topics.
CREATE TABLE deleted_people (
  tenant_id int NOT NULL REFERENCES tenants,
  person_id bigint NOT NULL,
  deleted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, person_id)
);

ALTER TABLE deleted_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE deleted_people FORCE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON deleted_people TO lms_aggregator USING (true);
CREATE POLICY owner ON deleted_people TO lms_owner USING (true);
GRANT SELECT ON deleted_people TO lms_aggregator;

-- Those deleted before are known by the audit log.
INSERT INTO deleted_people (tenant_id, person_id, deleted_at)
SELECT tenant_id, subject::bigint, max(occurred_at) FROM audit_events
WHERE action = 'person.deleted' AND subject ~ '^[0-9]{1,15}$' GROUP BY tenant_id, subject::bigint;

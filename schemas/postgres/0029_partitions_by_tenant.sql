-- Stop the services, migrate, start them: every record is copied, about a minute for ten million (CHANGELOG.md).
--
-- Records lie in 16 parts by tenant. A vacuum, an index and a backup of one part is a sixteenth of the work, several vacuums
-- run side by side, and a large tenant's index does not make a small one's deeper. A statement names its tenant, and goes to
-- one part. Writing costs an import 2.5 % more time at most (docs/decisions/0015-records-in-partitions-by-tenant.md).
SET LOCAL ROLE lms_owner;

DO $$
DECLARE
  parts CONSTANT int := 16;
  records record;
BEGIN
  FOR records IN SELECT * FROM (VALUES
    ('course_records', 50, 'SELECT, INSERT, UPDATE'),
    ('certification_records', 100, 'SELECT, INSERT')) AS v (name, fill, writer_may)
  LOOP
    -- Writers that were not stopped wait, and try again.
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', records.name);
    EXECUTE format('ALTER TABLE %1$I RENAME TO %2$I', records.name, records.name || '_unparted');
    EXECUTE format('ALTER INDEX %I RENAME TO %I', records.name || '_pkey', records.name || '_unparted_pkey');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY HASH (tenant_id)',
      records.name, records.name || '_unparted');
    FOR part IN 0..parts - 1 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s) WITH (fillfactor = %s)',
        records.name || '_' || part, records.name, parts, part, records.fill);
      -- Asked for by its own name, a part shows nothing to anybody.
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', records.name || '_' || part);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', records.name || '_' || part);
    END LOOP;
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', records.name, records.name || '_unparted');
    EXECUTE format('DROP TABLE %I', records.name || '_unparted');
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', records.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', records.name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO lms_ingest, lms_portal
         USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()))',
      records.name);
    EXECUTE format(
      'CREATE POLICY every_tenant ON %I TO lms_producer, lms_writer, lms_aggregator USING (true) WITH CHECK (true)',
      records.name);
    EXECUTE format('CREATE POLICY owner ON %I TO lms_owner USING (true)', records.name);
    EXECUTE format('GRANT %s ON %I TO lms_writer', records.writer_may, records.name);
    EXECUTE format('GRANT SELECT ON %I TO lms_aggregator, lms_portal', records.name);
  END LOOP;
END $$;

SET LOCAL ROLE lms_owner;

-- A tenant is who you are: ingest and portal see the rows of the tenant their transaction was begun for,
-- and nothing when it was begun for none. Owners are bound too (FORCE), so only a superuser sees past it.
CREATE FUNCTION current_tenant_id() RETURNS int
  LANGUAGE sql STABLE
  RETURN (SELECT t.tenant_id FROM public.tenants t WHERE t.slug = current_setting('lms.tenant', true));

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants TO lms_ingest, lms_portal
  USING (slug = current_setting('lms.tenant', true))
  WITH CHECK (slug = current_setting('lms.tenant', true));
CREATE POLICY every_tenant ON tenants TO lms_producer, lms_writer, lms_aggregator USING (true) WITH CHECK (true);
-- The owner checks foreign keys that point here.
CREATE POLICY owner ON tenants TO lms_owner USING (true);

DO $$
DECLARE
  table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['people', 'imports', 'import_production', 'import_progress', 'feed_rows', 'import_counts',
    'import_failures', 'idempotency_keys', 'object_intents', 'course_records', 'certification_records']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO lms_ingest, lms_portal
         USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()))',
      table_name);
    EXECUTE format(
      'CREATE POLICY every_tenant ON %I TO lms_producer, lms_writer, lms_aggregator USING (true) WITH CHECK (true)',
      table_name);
    EXECUTE format('CREATE POLICY owner ON %I TO lms_owner USING (true)', table_name);
  END LOOP;
END $$;

GRANT SELECT ON tenants TO lms_ingest, lms_producer, lms_writer, lms_aggregator, lms_portal;

GRANT UPDATE (clock_us) ON tenants TO lms_ingest;
GRANT SELECT, INSERT ON imports TO lms_ingest;
GRANT SELECT, INSERT ON import_production TO lms_ingest;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO lms_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON object_intents TO lms_ingest;

GRANT SELECT ON imports, import_progress TO lms_producer;
GRANT SELECT, UPDATE ON import_production TO lms_producer;
GRANT SELECT, DELETE ON object_intents TO lms_producer;

GRANT UPDATE (clock_us) ON tenants TO lms_writer;
GRANT SELECT ON people TO lms_writer;
GRANT SELECT, INSERT, UPDATE (total, feed_closed_at, feed_ended_at, last_updated, revision) ON imports TO lms_writer;
GRANT SELECT, INSERT ON feed_rows TO lms_writer;
GRANT SELECT, INSERT, UPDATE ON import_progress, course_records, consumed TO lms_writer;
GRANT SELECT, INSERT ON certification_records TO lms_writer;
GRANT SELECT, INSERT, DELETE ON outbox TO lms_writer;
GRANT USAGE ON SEQUENCE record_version TO lms_writer;

GRANT SELECT ON people, import_production, import_progress TO lms_aggregator;
GRANT UPDATE (people_mirrored_version) ON tenants TO lms_aggregator;
GRANT SELECT, UPDATE ON imports TO lms_aggregator;
GRANT SELECT, INSERT, UPDATE ON import_counts TO lms_aggregator;
GRANT SELECT, INSERT ON import_failures TO lms_aggregator;
GRANT SELECT, INSERT, UPDATE, DELETE ON object_intents TO lms_aggregator;

GRANT SELECT ON people, imports, import_failures, course_records, certification_records TO lms_portal;
GRANT INSERT, UPDATE (cancel_requested_at, total, feed_closed_at, last_updated, revision) ON imports TO lms_portal;
GRANT UPDATE (clock_us) ON tenants TO lms_portal;

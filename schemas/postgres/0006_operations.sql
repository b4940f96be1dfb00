SET LOCAL ROLE lms_owner;

ALTER TABLE tenants
  -- What kind of customer it is: measurements tell tiers apart, since one line for each tenant would be too many.
  ADD COLUMN tier text NOT NULL DEFAULT 'standard' CHECK (tier IN ('standard', 'premium')),
  -- How long original and error files are kept once an import is finished; what was counted stays for ever.
  ADD COLUMN file_retention_days int NOT NULL DEFAULT 400 CHECK (file_retention_days > 0);

-- A file that was removed leaves its import without a key.
ALTER TABLE imports
  ADD COLUMN files_removed_at timestamptz,
  DROP CONSTRAINT imports_check,
  ADD CONSTRAINT files_of_a_file CHECK (source = 'feed' OR files_removed_at IS NOT NULL
    OR (original_key IS NOT NULL AND reading IS NOT NULL AND file_name IS NOT NULL));
CREATE INDEX imports_with_files ON imports (completed_at)
  WHERE completed_at IS NOT NULL AND (original_key IS NOT NULL OR error_file_key IS NOT NULL);

-- Who did what, when. Services may only add to it, each for its own tenant's callers. It has no key to imports or
-- people, so that it outlives both.
CREATE TABLE audit_events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id int NOT NULL REFERENCES tenants,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- A username or a program's id, or what acts by itself: retention, operator.
  actor text NOT NULL,
  action text NOT NULL CHECK (action IN ('import.uploaded', 'import.cancelled', 'original.downloaded',
    'errors.downloaded', 'report.downloaded', 'feed.opened', 'feed.closed', 'files.removed', 'person.deleted')),
  import_id uuid,
  -- What else it was done to: a report's name, a person's id.
  subject text
);
CREATE INDEX audit_events_by_time ON audit_events (tenant_id, occurred_at);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit_events TO lms_ingest, lms_portal
  USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = (SELECT current_tenant_id()));
CREATE POLICY every_tenant ON audit_events TO lms_producer USING (true) WITH CHECK (true);
CREATE POLICY owner ON audit_events TO lms_owner USING (true);
GRANT INSERT ON audit_events TO lms_ingest, lms_portal, lms_producer;

-- Retention, which ingest runs beside production.
GRANT UPDATE (original_key, error_file_key, files_removed_at) ON imports TO lms_producer;
GRANT SELECT, DELETE ON import_failures, feed_rows TO lms_producer;
GRANT INSERT ON object_intents TO lms_producer;

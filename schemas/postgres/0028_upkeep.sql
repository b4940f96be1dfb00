SET LOCAL ROLE lms_owner;

-- Tables whose rows are changed or replaced all the time while they have few of them. What is dead has to go soon, or every
-- look at the few goes through it: so many dead rows and no share of what the table once held, without pauses in between.
-- A backlog of an hour makes the outbox large; giving the disk back afterwards would lock out whoever writes to it.
DO $$
DECLARE
  queue text;
BEGIN
  FOREACH queue IN ARRAY ARRAY['outbox', 'consumer_positions', 'mirror_positions', 'import_leases', 'error_file_leases',
    'import_progress', 'import_counts', 'object_intents']
  LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
      vacuum_truncate = off)', queue);
  END LOOP;
END $$;
-- An entry's messages are stored beside it.
ALTER TABLE outbox SET (toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000,
  toast.autovacuum_vacuum_cost_delay = 0, toast.vacuum_truncate = off);

-- Ingest removes leases and progress of imports that ended long ago (services/shared/retention/prune-progress.ts).
GRANT SELECT ON import_counts TO lms_producer;
GRANT DELETE ON import_leases, import_progress, import_counts TO lms_producer;

-- Tenants that were deleted, or are being deleted (npm run tenant:delete). It is all that stays of one: its number, so that
-- messages that are read again bring nothing back, and its slug, for the audit and for a command that was interrupted.
-- No key to tenants: rows outlive them.
CREATE TABLE tenant_deletions (
  tenant_id int PRIMARY KEY,
  slug text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  -- Rows removed, by table.
  removed jsonb NOT NULL DEFAULT '{}',
  -- Null until nothing of the tenant is left anywhere.
  completed_at timestamptz
);
CREATE UNIQUE INDEX tenant_deletions_unfinished ON tenant_deletions (slug) WHERE completed_at IS NULL;

ALTER TABLE tenant_deletions ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_deletions FORCE ROW LEVEL SECURITY;
CREATE POLICY every_tenant ON tenant_deletions TO lms_aggregator USING (true);
CREATE POLICY owner ON tenant_deletions TO lms_owner USING (true);
GRANT SELECT ON tenant_deletions TO lms_aggregator;

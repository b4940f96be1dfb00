SET LOCAL ROLE lms_owner;

ALTER TABLE imports
  -- Whether it was uploaded to be checked, whatever has become of it: the same file under the same idempotency key is another
  -- upload when one is to be checked and the other is not.
  ADD COLUMN check_requested boolean NOT NULL DEFAULT false;

-- ingest applies and discards checked files, and checks them again under other settings.
GRANT UPDATE (type, status, accepted_us, total, successes, failures, skipped, same_file_as, parse_settings, inspection,
  warnings, settings, check_run, apply_after_check, cancel_requested_at, last_updated, revision) ON imports TO lms_ingest;

-- It ends none: only aggregator gives an import a final status.
CREATE POLICY ends_nothing ON imports AS RESTRICTIVE FOR UPDATE TO lms_ingest
  USING (true) WITH CHECK (status NOT IN ('complete', 'complete_with_errors', 'cancelled'));

-- Retention discards checks that nobody applies.
GRANT UPDATE (status, cancel_requested_at, last_updated, revision) ON imports TO lms_producer;
GRANT SELECT, DELETE ON idempotency_keys TO lms_producer;

-- Removes an import that was discarded, or a check run that has ended, with all that refers to it; its files become the
-- sweeper's. Any other import stays. It runs as the owner, since no service may delete imports.
CREATE FUNCTION remove_import(unneeded uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS $$
  WITH removed AS (
    DELETE FROM public.imports
    WHERE import_id = unneeded AND (status = 'discarded' OR check_of IS NOT NULL AND status <> 'in_progress')
    RETURNING import_id, tenant_id, check_of, original_key, error_file_key
  ), forgotten AS (
    UPDATE public.imports AS checked SET check_run = NULL FROM removed
    WHERE checked.import_id = removed.check_of AND checked.check_run = removed.import_id
  ), checks AS (
    DELETE FROM public.import_checks AS child USING removed WHERE child.import_id = removed.import_id
  ), failures AS (
    DELETE FROM public.import_failures AS child USING removed WHERE child.import_id = removed.import_id
  ), pages AS (
    DELETE FROM public.import_failure_pages AS child USING removed WHERE child.import_id = removed.import_id
  ), progress AS (
    DELETE FROM public.import_progress AS child USING removed WHERE child.import_id = removed.import_id
  ), counts AS (
    DELETE FROM public.import_counts AS child USING removed WHERE child.import_id = removed.import_id
  ), leases AS (
    DELETE FROM public.import_leases AS child USING removed WHERE child.import_id = removed.import_id
  ), error_files AS (
    DELETE FROM public.error_file_leases AS child USING removed WHERE child.import_id = removed.import_id
  ), keys AS (
    DELETE FROM public.idempotency_keys AS child USING removed WHERE child.import_id = removed.import_id
  )
  -- The original of a check run is its import's.
  INSERT INTO public.object_intents (object_key, tenant_id, created_at)
  SELECT key, tenant_id, '-infinity'
  FROM removed, unnest(ARRAY[CASE WHEN check_of IS NULL THEN original_key END, error_file_key]) AS key
  WHERE key IS NOT NULL
  ON CONFLICT DO NOTHING
$$;
REVOKE EXECUTE ON FUNCTION remove_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_import(uuid) TO lms_producer;

-- NOT VALID: rows that are there have one of the actions that were allowed before, all of which still are.
ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check,
  ADD CONSTRAINT audit_events_action_check CHECK (action IN ('import.uploaded', 'import.cancelled', 'import.applied',
    'import.approved', 'import.discarded', 'import.settings-changed', 'original.downloaded', 'errors.downloaded',
    'report.downloaded', 'feed.opened', 'feed.closed', 'files.removed', 'person.deleted', 'sessions.revoked')) NOT VALID;

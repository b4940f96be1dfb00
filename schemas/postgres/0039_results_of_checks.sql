SET LOCAL ROLE lms_owner;

-- A check that is concluded again replaces what it found of its rows.
GRANT UPDATE (results, superseded) ON import_row_results TO lms_aggregator;

-- The name of a certification that was taken back is stored nowhere else any more.
ALTER TABLE undo_records ADD COLUMN certification_name text;

-- As before (0032_check_life_cycle.sql), and what the check found of the rows goes too.
CREATE OR REPLACE FUNCTION remove_import(unneeded uuid) RETURNS void
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
  ), results AS (
    DELETE FROM public.import_row_results AS child USING removed WHERE child.import_id = removed.import_id
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

SET LOCAL ROLE lms_owner;

-- Says of a finished import that an undo takes it back. ingest may change no import that has its final status (policy
-- ends_nothing), so this runs as the owner: it changes nothing else, for the caller's tenant alone, and only for an undo that
-- was accepted of that very import.
CREATE FUNCTION mark_undone(undone uuid, undo uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS $$
  UPDATE public.imports SET undone_by = undo, revision = revision + 1
  WHERE import_id = undone AND tenant_id = (SELECT public.current_tenant_id()) AND undone_by IS NULL
    AND EXISTS (SELECT FROM public.imports AS accepted
      WHERE accepted.import_id = undo AND accepted.undoes = undone AND accepted.tenant_id = imports.tenant_id)
  $$;
REVOKE EXECUTE ON FUNCTION mark_undone(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_undone(uuid, uuid) TO lms_ingest;
REVOKE UPDATE (undone_by) ON imports FROM lms_ingest;

-- Temporary tables and large objects take disk that no limit of ours counts, and no service needs either. What PUBLIC may
-- do everybody may, so it is taken from PUBLIC; a service role has no such right of its own.
DO $$
DECLARE
  large_object_function regprocedure;
BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  -- A large object belongs to whoever makes it: without these functions nobody makes, writes or removes one.
  FOR large_object_function IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace
      AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lo_open', 'lowrite', 'lo_truncate',
        'lo_truncate64', 'lo_unlink', 'lo_import', 'lo_export')
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', large_object_function);
  END LOOP;
END $$;

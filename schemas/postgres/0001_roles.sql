-- Roles belong to the whole cluster: every database of it shares them, so each is made only once.
-- The runner gives the service roles their passwords. lms_owner owns the tables and nobody signs in as it.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['lms_owner', 'lms_ingest', 'lms_producer', 'lms_writer', 'lms_aggregator', 'lms_portal']
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role_name);
    END IF;
  END LOOP;
END $$;

-- pg_trgm: people are found by any part of a name (0002).
CREATE EXTENSION IF NOT EXISTS pg_trgm;

GRANT USAGE, CREATE ON SCHEMA public TO lms_owner;
GRANT USAGE ON SCHEMA public TO lms_ingest, lms_producer, lms_writer, lms_aggregator, lms_portal;

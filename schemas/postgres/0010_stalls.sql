-- A service that stalls in a transaction keeps its locks, and whoever needs them waits with it: a frozen writer held up
-- the healthy one, a lost host would for two hours, TCP's default. Each bound below ends a stalled session; the service
-- sees a retryable error, and since nothing of ours is applied twice, the only price of a bound that is too short is work
-- done again. They are settings of the roles, which belong to the cluster, so an operator's own sessions have none of
-- them. Sessions that are open already keep what they began with.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['lms_ingest', 'lms_producer', 'lms_writer', 'lms_aggregator', 'lms_portal']
  LOOP
    -- Statements of a transaction follow each other within milliseconds. Less than the 6 s after which Kafka gives a
    -- frozen writer's partitions to another one, so that the other finds no lock of its predecessor. Longer holds up every
    -- import on those partitions; shorter would end the transactions of a process that collects garbage.
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''5s''', role_name);
    -- The longest waits are for an operator's command, such as deleting a person: seconds. Whoever waits in a transaction
    -- gives up and frees its own locks; longer, and a queue forms behind it, shorter, and each command logs warnings.
    EXECUTE format('ALTER ROLE %I SET lock_timeout = ''10s''', role_name);
    -- Statements take milliseconds, those of the largest tenants seconds on a busy machine. Shorter would refuse pages
    -- while a disk is slow; longer keeps a connection of the pool after whoever called has given up.
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''20s''', role_name);
    -- For a session that is neither idle nor in one long statement. Longer than a statement that waits for a lock first;
    -- shorter would end large batches on a slow disk again and again.
    EXECUTE format('ALTER ROLE %I SET transaction_timeout = ''30s''', role_name);
    -- A host that is lost says nothing. Its session is closed after 10 + 3 * 5 s of silence, or 30 s after the first byte
    -- it did not acknowledge; both longer than a switch or a network policy takes to be replaced. Longer keeps its
    -- connections counted, and a service that starts again elsewhere may find none free.
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_idle = 10', role_name);
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_interval = 5', role_name);
    EXECUTE format('ALTER ROLE %I SET tcp_keepalives_count = 3', role_name);
    EXECUTE format('ALTER ROLE %I SET tcp_user_timeout = ''30s''', role_name);
  END LOOP;
END $$;

-- Finishing an import waits for ClickHouse while it holds the import's row, for 5 s at most
-- (services/aggregator/finish/commit-finished.ts): with less than that here, the session would end first.
ALTER ROLE lms_aggregator SET idle_in_transaction_session_timeout = '10s';

-- Retention deletes the failures of an import in one statement, which may be millions of rows, and aggregator counts those
-- of an import that failed as a whole. With less, neither would ever be done.
ALTER ROLE lms_producer SET statement_timeout = '50s';
ALTER ROLE lms_producer SET transaction_timeout = '60s';
ALTER ROLE lms_aggregator SET statement_timeout = '50s';
ALTER ROLE lms_aggregator SET transaction_timeout = '60s';

SET LOCAL ROLE lms_owner;

-- A partition that stands still must not hold up every small import either: rows of an import begin at a partition of its
-- own now (`firstPartition` in imports.reading), no longer all at partition 0. An ingest of the version before would send
-- them to other partitions, where they would count a second time, so it must not claim such an import while both versions
-- run. Ingest of this version sets reading_claim with every claim; a claim without it is left out, as if another ingest had
-- been faster. Once no older ingest runs anywhere, column and trigger can go.
ALTER TABLE import_production ADD COLUMN reading_claim bigint NOT NULL DEFAULT 0;

CREATE FUNCTION leave_to_newer_ingest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.claim <> OLD.claim AND NEW.reading_claim <> NEW.claim AND EXISTS (
    SELECT FROM public.imports i WHERE i.import_id = NEW.import_id AND i.reading ? 'firstPartition'
  ) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER newer_ingest BEFORE UPDATE OF claim ON import_production
  FOR EACH ROW EXECUTE FUNCTION leave_to_newer_ingest();

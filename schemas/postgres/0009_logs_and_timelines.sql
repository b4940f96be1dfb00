SET LOCAL ROLE lms_owner;

-- Which log the offsets of `consumed` are of: a topic that was made again has another id (KIP-516), a log that was cut
-- and has grown again has another leader epoch at the same offsets (KIP-320).
ALTER TABLE consumed
  -- Null until a writer next positions itself: rows written before this column existed.
  ADD COLUMN topic_id uuid,
  -- Of the last record read; -1 where nothing was read yet.
  ADD COLUMN leader_epoch int NOT NULL DEFAULT -1,
  -- Grows when a person lets the partition be read from somewhere else: with it an offset names one record for ever.
  ADD COLUMN epoch int NOT NULL DEFAULT 0,
  -- Of the last batch that had something to publish. Numbers a source partition's batches without a gap.
  ADD COLUMN sequence bigint NOT NULL DEFAULT 0;

-- Partitions that are not read any further, because going on by itself could skip or repeat records. Services add to it;
-- only a person's command takes out of it (npm run partitions:resume).
CREATE TABLE halted_partitions (
  topic text NOT NULL,
  partition int NOT NULL,
  reason text NOT NULL CHECK (reason IN ('cluster-changed', 'topic-recreated', 'log-truncated', 'records-deleted',
    'offset-beyond-end', 'undecodable', 'gap')),
  -- What was found: offsets, ids and epochs, for whoever decides.
  detail jsonb NOT NULL DEFAULT '{}',
  halted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition)
);

-- An entry stays until aggregator has made durable what it holds: whatever Kafka loses can be taken from here.
ALTER TABLE outbox
  -- 0: written by the version before, which deletes its entries itself.
  ADD COLUMN sequence bigint NOT NULL DEFAULT 0,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

-- Up to which batch of each source partition aggregator has made everything durable: failures, counts and mirror.
CREATE TABLE mirror_positions (
  topic text NOT NULL,
  partition int NOT NULL,
  sequence bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- The batch that the counts are of: they are replaced as a whole by those of a later one, never column by column.
ALTER TABLE import_counts ADD COLUMN sequence bigint NOT NULL DEFAULT 0;

-- The histories this database has had. A database that was restored to an earlier moment, or failed over without its
-- newest transactions, goes on from there: what the lost part had published is not true any more, and numbers that it
-- gave out would be given out again. So each history has a number that messages carry, and versions of its own.
CREATE TABLE timelines (
  timeline int PRIMARY KEY,
  -- PostgreSQL's own: differ after a failover, a recovery to a point in time, or a restore from a dump.
  system_identifier bigint NOT NULL,
  wal_timeline int NOT NULL,
  reason text NOT NULL CHECK (reason IN ('first', 'server-changed', 'restored')),
  opened_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION server_identity(OUT system_identifier bigint, OUT wal_timeline int)
  LANGUAGE sql STABLE
  RETURN (
    (SELECT c.system_identifier FROM pg_control_system() c),
    ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
  );

-- Opens a timeline and returns its number. Versions of timeline n begin at n * 2^42: 2,000 timelines of four million
-- million versions each stay below 2^53, up to which numbers are exact in JavaScript.
CREATE FUNCTION open_timeline(reason text) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
DECLARE
  opened int;
BEGIN
  LOCK TABLE timelines IN SHARE ROW EXCLUSIVE MODE;
  INSERT INTO timelines (timeline, system_identifier, wal_timeline, reason)
  SELECT coalesce((SELECT max(t.timeline) + 1 FROM timelines t), 0), s.system_identifier, s.wal_timeline, open_timeline.reason
  FROM server_identity() s
  RETURNING timeline INTO opened;
  IF opened > 0 THEN
    PERFORM setval('record_version', greatest(opened::bigint << 42, (SELECT last_value FROM record_version)));
  END IF;
  RETURN opened;
END $$;

-- The timeline that this server is on; opens a new one when it is not the server that the last one was opened on.
CREATE FUNCTION current_timeline() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
DECLARE
  latest timelines;
  here record;
BEGIN
  -- A standby has no position of its own in the log; services wait until it is promoted, as for any read-only server.
  IF pg_is_in_recovery() THEN
    RAISE EXCEPTION 'This server is a standby' USING ERRCODE = 'read_only_sql_transaction';
  END IF;
  SELECT * INTO here FROM server_identity();
  SELECT * INTO latest FROM timelines ORDER BY timeline DESC LIMIT 1;
  IF latest.system_identifier = here.system_identifier AND latest.wal_timeline = here.wal_timeline THEN
    RETURN latest.timeline;
  END IF;
  LOCK TABLE timelines IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO latest FROM timelines ORDER BY timeline DESC LIMIT 1;
  IF latest.system_identifier = here.system_identifier AND latest.wal_timeline = here.wal_timeline THEN
    RETURN latest.timeline;
  END IF;
  RETURN open_timeline(CASE WHEN latest.timeline IS NULL THEN 'first' ELSE 'server-changed' END);
END $$;

SELECT open_timeline('first');

REVOKE ALL ON FUNCTION open_timeline(text), current_timeline() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_timeline() TO lms_writer, lms_aggregator;
GRANT SELECT ON timelines TO lms_writer, lms_aggregator;
GRANT SELECT, INSERT ON halted_partitions TO lms_writer, lms_aggregator;
GRANT SELECT ON mirror_positions TO lms_writer;
GRANT SELECT, INSERT, UPDATE ON mirror_positions TO lms_aggregator;
GRANT SELECT, DELETE ON outbox TO lms_aggregator;
GRANT SELECT ON consumed TO lms_aggregator;

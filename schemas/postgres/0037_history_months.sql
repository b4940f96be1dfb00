SET LOCAL ROLE lms_owner;

-- aggregator stores what versions before published of the past; each line has a version.
GRANT USAGE ON SEQUENCE record_version TO lms_aggregator;

ALTER TABLE history_mirror
  -- When next_version was noted.
  ADD COLUMN next_noted_at timestamptz,
  -- ClickHouse has what had been committed by then: how far it lags behind.
  ADD COLUMN as_of timestamptz NOT NULL DEFAULT now();

-- From when on every line of the history is still there, in microseconds. An import of courses that was accepted before cannot be
-- undone exactly, whatever the undo period is now: a record without a line might have had one.
CREATE TABLE history_kept (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  since_us bigint NOT NULL
);
INSERT INTO history_kept (since_us)
SELECT 1000000 * extract(epoch FROM now() - make_interval(days => 2 * coalesce(max(undo_days), 90)))::bigint FROM tenants;
GRANT SELECT ON history_kept TO lms_ingest, lms_portal, lms_producer, lms_writer, lms_aggregator;

-- Prepares the parts of the history: for this month, the next two, and those of the last year that are still kept, so that lines
-- of earlier versions, which are carried over once, lie in their months and go with them. (Older ones, where they are kept, go to
-- the default part.) Drops months after twice the longest undo period of any tenant, since an undo passes over what was undone
-- before it, and remembers what is gone. It runs as the owner, since no service may create or drop tables. A lock that is not
-- given within two seconds is asked for an hour later, since whoever writes waits behind it. Returns how many months were
-- dropped.
CREATE FUNCTION prepare_history_months() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '2s'
  AS $$
DECLARE
  month timestamptz;
  part text;
  kept_days int := (SELECT 2 * coalesce(max(undo_days), 90) FROM public.tenants);
  kept_since timestamptz := now() - make_interval(days => kept_days);
  -- The unprepared part, too, is cleared by whole months: ClickHouse drops a month once PostgreSQL has no line of it.
  gone_before timestamptz := date_trunc('month', kept_since, 'UTC');
  dropped int := 0;
BEGIN
  -- Two at once would make the same table. This lock keeps out nobody else.
  LOCK TABLE public.history_mirror IN SHARE UPDATE EXCLUSIVE MODE;
  FOR month IN SELECT generate_series(
      date_trunc('month', greatest(kept_since, now() - interval '1 year'), 'UTC') AT TIME ZONE 'UTC',
      (date_trunc('month', now(), 'UTC') AT TIME ZONE 'UTC') + interval '2 months', interval '1 month') AT TIME ZONE 'UTC'
  LOOP
    part := 'course_record_history_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
    -- Lines of the month that were written before it was prepared stay where they are; the month has no part then.
    CONTINUE WHEN EXISTS (SELECT FROM public.course_record_history_unprepared
      WHERE written_at >= month AND written_at < month + interval '1 month');
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.course_record_history FOR VALUES FROM (%L) TO (%L)',
      part, month, month + interval '1 month');
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
  END LOOP;
  FOR part, month IN
    SELECT c.relname, (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC'
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.course_record_history'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
  LOOP
    CONTINUE WHEN month > kept_since;
    EXECUTE format('DROP TABLE public.%I', part);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM public.course_record_history_unprepared WHERE written_at < gone_before;
  UPDATE public.history_kept SET since_us = greatest(since_us, 1000000 * extract(epoch FROM gone_before)::bigint);
  RETURN dropped;
END $$;
REVOKE EXECUTE ON FUNCTION prepare_history_months() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prepare_history_months() TO lms_producer;
SELECT prepare_history_months();

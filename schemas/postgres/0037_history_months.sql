SET LOCAL ROLE lms_owner;

-- aggregator stores what versions before published of the past; each line has a version.
GRANT USAGE ON SEQUENCE record_version TO lms_aggregator;

ALTER TABLE history_mirror
  -- When next_version was noted.
  ADD COLUMN next_noted_at timestamptz,
  -- ClickHouse has what had been committed by then: how far it lags behind.
  ADD COLUMN as_of timestamptz NOT NULL DEFAULT now();

-- As in 0035, and with the months of the last year that are still kept: lines of earlier versions, which are carried over
-- once, then lie in their months too, and go with them. (Older ones, where they are kept, go to the default part.) A lock that
-- is not given within two seconds is asked for an hour later, since whoever writes waits behind it.
CREATE OR REPLACE FUNCTION prepare_history_months() RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '2s'
  AS $$
DECLARE
  month timestamptz;
  part text;
  kept_days int := (SELECT 2 * coalesce(max(undo_days), 90) FROM public.tenants);
  kept_since timestamptz := now() - make_interval(days => kept_days);
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
  -- By whole months as well: ClickHouse drops a month once PostgreSQL has no line of it.
  DELETE FROM public.course_record_history_unprepared
  WHERE written_at < date_trunc('month', kept_since, 'UTC');
  RETURN dropped;
END $$;
SELECT prepare_history_months();

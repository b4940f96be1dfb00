/**
 * The statements of {@link readyImports}. Each takes ids of imports or null for all ($1), whether also those count
 * whose error file is being written ($2), and how many to return ($3).
 */

/** Columns of every answer; the counts are transcript-writer's. */
const COLUMNS = `tenant_id, import_id, check_of, type, source, status, accepted_us, total, done.successes, done.failures,
    done.skipped, done.stayed, revision`;

const RUNNING = `status = 'in_progress'
    AND ($1::uuid[] IS NULL OR import_id = ANY($1::uuid[]))
    AND ($2 OR NOT EXISTS (SELECT FROM error_file_leases l WHERE l.import_id = i.import_id AND l.lease_until >= now()))`;

/** What transcript-writer has accounted for, in the transactions that did it. */
const DONE = `CROSS JOIN LATERAL (
      SELECT coalesce(sum(p.successes), 0)::bigint AS successes, coalesce(sum(p.failures), 0)::bigint AS failures,
        coalesce(sum(p.skipped), 0)::bigint AS skipped,
        coalesce(sum(p.stayed), 0)::bigint AS stayed,
        coalesce(sum(p.successes + p.failures + p.skipped + p.stayed), 0)::bigint AS accounted
      FROM import_progress p WHERE p.import_id = i.import_id
    ) AS done`;

/**
 * aggregator has made visible what transcript-writer accounted for, on each partition exactly that: sums could agree,
 * or be reached, although the counts of a partition are those of another history of the database.
 */
const ALL_COUNTED = `NOT EXISTS (
      SELECT FROM (SELECT partition, successes, failures, skipped FROM import_progress WHERE import_id = i.import_id) AS p
      FULL JOIN (SELECT partition, successes, failures, skipped FROM import_counts WHERE import_id = i.import_id) AS c
        USING (partition)
      WHERE (p.successes, p.failures, p.skipped) IS DISTINCT FROM (c.successes, c.failures, c.skipped)
    )`;

const ALL_FAILURES_STORED = `CASE WHEN done.failures = 0 THEN true
      ELSE done.failures = failures_stored(i.import_id)
    END`;

// Of an undo that was cancelled before its records were listed, nobody knows the total: it is cancelled for that.
const ALL_DONE = 'done.successes + done.failures + done.stayed >= total IS TRUE';

// The total of an undo is what it took back; `stayed` counts what had changed before.
const TOTAL = "CASE source WHEN 'undo' THEN done.successes ELSE total END";

const FEED_BYTES = `(SELECT coalesce(sum(octet_length(f.record)), 0)::bigint FROM import_failures f
      WHERE f.import_id = i.import_id)`;

// All rows of a file, or of an undo, are produced, except that a cancel ends production early; ingest then makes sure that what was
// offered was also sent. An import whose every row had succeeded or failed when the cancel came is complete. (After a
// cancel more rows than were offered may be accounted for: a log can hold what a restored database does not know.)
export const READY_FILES = `SELECT ${COLUMNS}, done.failures AS failures_stored,
    coalesce(original_bytes, 0) AS error_file_bytes, ${TOTAL} AS final_total, NULL::bigint AS final_missing, 0 AS final_unknown,
    CASE WHEN NOT (${ALL_DONE}) THEN 'cancelled'
      WHEN done.failures > 0 THEN 'complete_with_errors'
      ELSE 'complete' END AS final_status
  FROM imports AS i JOIN import_leases USING (tenant_id, import_id) ${DONE}
  WHERE ${RUNNING} AND source IN ('file', 'undo') AND finished
    AND CASE WHEN cancel_requested_at IS NULL THEN done.accounted = total ELSE done.accounted >= offered_rows END
    AND ${ALL_COUNTED} AND ${ALL_FAILURES_STORED}
  ORDER BY import_id LIMIT $3`;

// A feed has ended (transcript-writer says so: nothing more is taken in) or has as many records as were announced, and
// what transcript-writer has accounted for is published and counted to the last record. If more came than announced,
// that is the total. A cancelled feed misses nothing: what did not come was not wanted.
export const READY_FEEDS = `SELECT ${COLUMNS}, done.failures AS failures_stored,
    ${FEED_BYTES} AS error_file_bytes, final_total,
    CASE WHEN feed_day IS NULL THEN CASE WHEN is_cancelled THEN 0 ELSE final_total - accounted END END AS final_missing,
    0 AS final_unknown,
    CASE WHEN is_cancelled THEN 'cancelled'
      WHEN done.failures > 0 OR final_total > accounted THEN 'complete_with_errors'
      ELSE 'complete' END AS final_status
  FROM imports AS i ${DONE}
    CROSS JOIN LATERAL (
      SELECT greatest(coalesce(i.total, 0), accounted) AS final_total,
        cancel_requested_at IS NOT NULL AND (i.total IS NULL OR done.successes + done.failures < i.total) AS is_cancelled
    ) AS final
  WHERE ${RUNNING} AND source = 'feed'
    AND (feed_ended_at IS NOT NULL OR accounted >= total)
    AND ${ALL_COUNTED} AND ${ALL_FAILURES_STORED}
  ORDER BY import_id LIMIT $3`;

/**
 * Entries that wait for the mirror for less than this are no sign of anything: aggregator takes a second for them while
 * much is going on.
 */
const OUTBOX_SECONDS = 10;

// Batches of the import that aggregator has not made durable: what they hold will be known. They lie on partitions
// where something of the import was accounted for.
const NOTHING_IN_OUTBOX = `NOT EXISTS (
      SELECT FROM outbox o JOIN import_progress p USING (partition)
      WHERE p.import_id = i.import_id AND o.created_at < now() - make_interval(secs => ${OUTBOX_SECONDS})
        AND o.topic = CASE source WHEN 'feed' THEN 'training-feed.' || slug ELSE 'training-records' END
    )`;

// A cancelled import's rows that were offered and are not accounted for were never applied, and never will be:
// transcript-writer skips them, should they still come. $4 is how many seconds it must stand still.
export const STALLED = `SELECT ${COLUMNS}, failures_stored,
    CASE source WHEN 'feed' THEN ${FEED_BYTES} ELSE coalesce(original_bytes, 0) END AS error_file_bytes,
    CASE source WHEN 'undo' THEN done.successes ELSE greatest(coalesce(i.total, 0), accounted) END AS final_total,
    CASE WHEN source = 'feed' AND feed_day IS NULL THEN 0 END AS final_missing,
    (CASE source WHEN 'feed' THEN 0 ELSE greatest(offered_rows - accounted, 0) END
      + greatest(done.failures - failures_stored, 0))::bigint AS final_unknown,
    CASE WHEN done.successes + done.stayed + failures_stored IS DISTINCT FROM i.total THEN 'cancelled'
      WHEN failures_stored > 0 THEN 'complete_with_errors'
      ELSE 'complete' END AS final_status
  FROM imports AS i JOIN tenants USING (tenant_id) LEFT JOIN import_leases USING (tenant_id, import_id) ${DONE}
    CROSS JOIN LATERAL (
      SELECT failures_stored(i.import_id) AS failures_stored
    ) AS stored
  WHERE ${RUNNING} AND cancel_requested_at IS NOT NULL
    AND CASE source WHEN 'feed' THEN feed_ended_at IS NOT NULL ELSE finished END
    AND (end_requested_at IS NOT NULL
      OR greatest(i.last_updated, cancel_requested_at) < now() - make_interval(secs => $4))
    AND ${NOTHING_IN_OUTBOX}
  ORDER BY import_id LIMIT $3`;

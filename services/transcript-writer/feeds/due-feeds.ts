import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';

/** Why a feed ends: its day is over, it was cancelled, or it was quiet for too long after it was closed. */
type EndReason = 'day' | 'cancelled' | 'quiet';

/** A feed whose end has come: it takes no record that the broker received from `endsAt` on. */
export interface DueFeed {
  readonly importId: string;
  readonly tenantSlug: string;
  readonly reason: EndReason;
  readonly endsAt: Date;
}

/** The feeds that can end, and when; $1 is the quiet time in minutes. */
const ENDING = `SELECT i.import_id, t.slug, ending.reason, ending.ends_at
  FROM imports i
  JOIN tenants t USING (tenant_id)
  CROSS JOIN LATERAL (VALUES
    ('day', (i.feed_day + 1)::timestamp AT TIME ZONE 'UTC'),
    ('cancelled', CASE WHEN i.feed_day IS NULL THEN i.cancel_requested_at END),
    ('quiet', CASE WHEN i.feed_day IS NULL AND i.feed_closed_at IS NOT NULL
      THEN greatest(i.last_updated, i.feed_closed_at) + make_interval(secs => $1::float8 * 60) END)
  ) AS ending (reason, ends_at)
  WHERE i.status = 'in_progress' AND i.source = 'feed' AND i.feed_ended_at IS NULL
    AND ending.ends_at <= clock_timestamp()`;

/** Those whose end has come, each once, with its earliest reason. */
export async function dueFeeds(client: Queryable, quietMinutes: number): Promise<DueFeed[]> {
  const { rows } = await client.query<{ import_id: string; slug: string; reason: EndReason; ends_at: Date }>(
    `SELECT DISTINCT ON (import_id) * FROM (${ENDING}) due ORDER BY import_id, ends_at`,
    [quietMinutes],
  );
  return rows.map((row) => ({
    importId: row.import_id,
    tenantSlug: row.slug,
    reason: row.reason,
    endsAt: row.ends_at,
  }));
}

/**
 * Ends a feed all of whose records from before its end have been read. The lock waits for batches that hold records
 * of it and keeps out others, which find it ended. What came of a day is then its total.
 *
 * A quiet feed stays open after all when not everything that was read is counted yet: then another service is late, not
 * the producer.
 *
 * @returns whether it was ended by this call
 */
export function endFeed(pool: Pool, { importId, reason }: DueFeed, quietMinutes: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ reason: EndReason }>(
      `${ENDING} AND i.import_id = $2 AND ending.reason = $3 FOR UPDATE OF i`,
      [quietMinutes, importId, reason],
    );
    if (rows.length === 0) return false;
    const ended = await client.query(
      `WITH read AS (
         SELECT coalesce(sum(successes + failures + skipped), 0)::bigint AS records
         FROM import_progress WHERE import_id = $1
       ), ended AS (
         UPDATE imports SET
           feed_ended_at = now(),
           feed_closed_at = coalesce(feed_closed_at, now()),
           total = CASE WHEN feed_day IS NULL THEN total ELSE read.records END,
           last_updated = now(),
           revision = revision + 1
         FROM read
         WHERE import_id = $1 AND ($2 <> 'quiet' OR successes + failures + skipped = read.records)
         RETURNING tenant_id, import_id
       )
       SELECT pg_notify('import_changed', tenant_id || ':' || import_id) FROM ended`,
      [importId, reason],
    );
    return ended.rows.length > 0;
  });
}

import type { Queryable } from '#shared/postgres/pool.ts';

/** What of a source partition is committed and not yet counted and mirrored. */
export interface WaitingPartition {
  readonly topic: string;
  readonly partition: number;
  readonly entries: number;
  readonly rows: number;
  readonly oldestSeconds: number;
  /** Sequence numbers of the oldest and the newest entry. */
  readonly first: number;
  readonly last: number;
  /** Up to which one aggregator has made everything durable. */
  readonly position: number;
  /** How long ago that moved; null when it never did. */
  readonly movedSeconds: number | null;
  /** Why the partition is halted; null when it is not. */
  readonly halted: string | null;
}

export async function readWaiting(client: Queryable): Promise<WaitingPartition[]> {
  const { rows } = await client.query<WaitingPartition>(
    `SELECT topic, partition, entries, rows, first, last,
       extract(epoch FROM clock_timestamp() - oldest)::float8 AS "oldestSeconds",
       coalesce(p.sequence, 0) AS position,
       extract(epoch FROM clock_timestamp() - p.updated_at)::float8 AS "movedSeconds",
       h.reason AS halted
     FROM (
       SELECT topic, partition, count(*) AS entries, sum(row_count)::bigint AS rows,
         min(created_at) AS oldest, min(sequence) AS first, max(sequence) AS last
       FROM outbox GROUP BY topic, partition
     ) AS waiting
       LEFT JOIN mirror_positions p USING (topic, partition)
       LEFT JOIN halted_partitions h USING (topic, partition)
     ORDER BY oldest`,
  );
  return rows;
}

import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { SourcePosition } from './published-batch.ts';

/**
 * Makes sure that the database is on the timeline that messages were read on.
 *
 * @throws LmsError `fenced` when it is on another one: what they say may have been lost with the last one
 */
export async function requireTimeline(client: Queryable, timeline: number | undefined): Promise<void> {
  if (timeline === undefined) return;
  const { rows } = await client.query<{ timeline: number }>('SELECT current_timeline() AS timeline');
  if (rows[0]?.timeline === timeline) return;
  throw new LmsError('fenced', 'The database has begun another history');
}

/**
 * Moves source partitions to the batches up to which everything is durable once the transaction commits, and deletes
 * their entries from the outbox. A position that another process has moved further stays.
 */
export async function moveMirrorPositions(
  client: Queryable,
  positions: readonly SourcePosition[],
): Promise<void> {
  if (positions.length === 0) return;
  // In one order, so that two processes that move the same partitions wait for each other and cannot deadlock.
  await client.query(
    `WITH reached AS (
       SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[]) AS reached (topic, partition, sequence)
       ORDER BY topic, partition
     ), moved AS (
       INSERT INTO mirror_positions AS stored (topic, partition, sequence) SELECT topic, partition, sequence FROM reached
       ON CONFLICT (topic, partition) DO UPDATE SET sequence = excluded.sequence, updated_at = now()
       WHERE excluded.sequence > stored.sequence
     )
     DELETE FROM outbox USING reached
     WHERE outbox.topic = reached.topic AND outbox.partition = reached.partition
       AND outbox.sequence BETWEEN 1 AND reached.sequence`,
    [
      positions.map(({ topic }) => topic),
      positions.map(({ partition }) => partition),
      positions.map(({ sequence }) => sequence),
    ],
  );
}

import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { SourcePosition } from '../flush/published-batch.ts';

/** Where source partitions stand in PostgreSQL. */
export interface SourceStates {
  /** The history that the database is on. */
  readonly timeline: number;
  /** In the order asked for. */
  readonly states: readonly SourceState[];
}

export interface SourceState extends TopicPartition {
  /** The last batch that everything of is durable. */
  readonly position: number;
  /** A person has to decide how to continue, since a batch is neither in the log nor in the outbox. */
  readonly isHalted: boolean;
}

/** Reads where source partitions stand, all at the same moment. */
export async function readSourceStates(
  client: Queryable,
  sources: readonly TopicPartition[],
): Promise<SourceStates> {
  const { rows } = await client.query<SourceState & { timeline: number }>(
    `SELECT topic, partition, coalesce(p.sequence, 0) AS position, timeline,
       EXISTS (SELECT FROM halted_partitions h
         WHERE h.topic = asked.topic AND h.partition = asked.partition AND h.reason = ANY($3)) AS "isHalted"
     FROM current_timeline() AS timeline
       CROSS JOIN unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked (topic, partition, ordinal)
       LEFT JOIN mirror_positions p USING (topic, partition)
     ORDER BY ordinal`,
    [sources.map(({ topic }) => topic), sources.map(({ partition }) => partition), HALTED_BY_AGGREGATOR],
  );
  return { timeline: rows[0]?.timeline ?? 0, states: rows };
}

/** Reasons for which aggregator halts; for others, what has been committed is still made durable. */
const HALTED_BY_AGGREGATOR = ['gap', 'undecodable'] as const;

/** A batch's messages, as they were committed with it. */
export interface StoredBatch {
  readonly sequence: number;
  readonly changes: readonly Buffer[];
  readonly errors: readonly Buffer[];
}

/**
 * Reads a source partition's batches after `after` up to `upTo` from the outbox, in order, with the position that the
 * partition has at the same moment: what is neither here nor below the position is nowhere.
 */
export async function readStoredBatches(
  client: Queryable,
  { topic, partition }: TopicPartition,
  range: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<{ readonly position: number; readonly batches: readonly StoredBatch[] }> {
  const { rows } = await client.query<
    { position: number } & { [Key in keyof StoredBatch]: StoredBatch[Key] | null }
  >(
    `SELECT coalesce(p.sequence, 0) AS position, o.sequence, o.changes, o.errors
     FROM (VALUES ($1::text, $2::int)) AS asked (topic, partition)
       LEFT JOIN mirror_positions p USING (topic, partition)
       LEFT JOIN LATERAL (
         SELECT sequence, changes, errors FROM outbox
         WHERE outbox.topic = asked.topic AND outbox.partition = asked.partition AND sequence > $3 AND sequence <= $4
         ORDER BY sequence LIMIT $5
       ) AS o ON true
     ORDER BY o.sequence`,
    [topic, partition, range.after, range.upTo, range.limit],
  );
  const batches = rows.flatMap(({ sequence, changes, errors }) =>
    sequence === null || changes === null || errors === null ? [] : [{ sequence, changes, errors }],
  );
  return { position: rows[0]?.position ?? 0, batches };
}

/** Source partitions whose batches have waited for `seconds` though nothing of them was made durable meanwhile. */
export async function readStalledSources(client: Queryable, seconds: number): Promise<SourcePosition[]> {
  const { rows } = await client.query<SourcePosition>(
    `SELECT topic, partition, coalesce(p.sequence, 0) AS sequence
     FROM (SELECT topic, partition, min(created_at) AS oldest FROM outbox WHERE sequence > 0 GROUP BY topic, partition)
         AS waiting
       LEFT JOIN mirror_positions p USING (topic, partition)
     WHERE greatest(oldest, p.updated_at) < now() - make_interval(secs => $1)
     ORDER BY topic, partition`,
    [seconds],
  );
  return rows;
}

/** Halts a source partition; if it is halted already, what was found first stays. */
export async function haltSource(
  client: Queryable,
  { topic, partition }: TopicPartition,
  reason: (typeof HALTED_BY_AGGREGATOR)[number],
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await client.query(
    `INSERT INTO halted_partitions (topic, partition, reason, detail) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [topic, partition, reason, detail],
  );
}

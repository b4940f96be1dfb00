import type { Queryable } from '#shared/postgres/pool.ts';

/** A partition as PostgreSQL has it. */
export interface StoredPosition {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  readonly clusterId: string;
  /** Null until a writer has positioned itself since the column exists. */
  readonly topicId: string | null;
  readonly epoch: number;
  /** Undefined when the partition is read. */
  readonly halt: StoredHalt | undefined;
}

export interface StoredHalt {
  readonly reason: string;
  readonly detail: unknown;
  readonly haltedAt: Date;
}

/** @param source left out, all partitions, in order */
export async function readPositions(
  client: Queryable,
  source?: { readonly topic: string; readonly partition: number },
): Promise<StoredPosition[]> {
  const { rows } = await client.query<{
    topic: string;
    partition: number;
    next_offset: number;
    cluster_id: string;
    topic_id: string | null;
    epoch: number;
    reason: string | null;
    detail: unknown;
    halted_at: Date;
  }>(
    `SELECT topic, partition, next_offset, cluster_id, topic_id, epoch, reason, detail, halted_at
     FROM consumer_positions LEFT JOIN halted_partitions USING (topic, partition)
     WHERE $1::text IS NULL OR (topic = $1 AND partition = $2::int)
     ORDER BY topic, partition`,
    [source?.topic ?? null, source?.partition ?? null],
  );
  return rows.map((row) => ({
    topic: row.topic,
    partition: row.partition,
    nextOffset: row.next_offset,
    clusterId: row.cluster_id,
    topicId: row.topic_id,
    epoch: row.epoch,
    halt:
      row.reason === null ? undefined : { reason: row.reason, detail: row.detail, haltedAt: row.halted_at },
  }));
}

import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Why a partition is not read any further; the table checks the same list. */
export type HaltReason =
  | 'cluster-changed'
  | 'topic-recreated'
  | 'log-truncated'
  | 'records-deleted'
  | 'offset-beyond-end'
  | 'undecodable';

export interface Halt {
  readonly reason: HaltReason;
  /** What was found, for the person who decides. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Halts a partition for every reader, until a person takes the row away. The first reason found stays. */
export async function haltPartition(
  client: Queryable,
  { topic, partition }: TopicPartition,
  { reason, detail }: Halt,
): Promise<void> {
  await client.query(
    `INSERT INTO halted_partitions (topic, partition, reason, detail) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [topic, partition, reason, JSON.stringify(detail)],
  );
}

export async function isHalted(client: Queryable, { topic, partition }: TopicPartition): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM halted_partitions WHERE topic = $1 AND partition = $2', [
    topic,
    partition,
  ]);
  return rows.length > 0;
}

import type { Queryable } from '#shared/postgres/pool.ts';

/** Where reading a partition starts: decided by this table only, never by the group's committed offsets. */
export interface ConsumedOffset {
  readonly nextOffset: number;
  /** The Kafka cluster whose offsets these are. */
  readonly clusterId: string;
}

/** Reads where a partition stands; a partition seen for the first time starts at `firstOffset` of `clusterId`. */
export async function readConsumed(
  client: Queryable,
  topic: string,
  partition: number,
  first: ConsumedOffset,
): Promise<ConsumedOffset> {
  await client.query(
    `INSERT INTO consumed (topic, partition, next_offset, cluster_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [topic, partition, first.nextOffset, first.clusterId],
  );
  const { rows } = await client.query<{ next_offset: number; cluster_id: string }>(
    'SELECT next_offset, cluster_id FROM consumed WHERE topic = $1 AND partition = $2',
    [topic, partition],
  );
  return {
    nextOffset: rows[0]?.next_offset ?? first.nextOffset,
    clusterId: rows[0]?.cluster_id ?? first.clusterId,
  };
}

/**
 * The first statement of a batch's transaction: moves on from where reading began, holding the row until the commit.
 * False when somebody else has moved it: the batch must not be applied.
 */
export async function moveConsumed(
  client: Queryable,
  topic: string,
  partition: number,
  from: number,
  to: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE consumed SET next_offset = $4 WHERE topic = $1 AND partition = $2 AND next_offset = $3',
    [topic, partition, from, to],
  );
  return rowCount === 1;
}

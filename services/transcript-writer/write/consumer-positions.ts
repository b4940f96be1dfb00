import { LmsError } from '#shared/errors.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Where reading a partition goes on. */
export interface Place {
  readonly nextOffset: number;
  /** The latest record time read so far, in microseconds. */
  readonly lastTimeUs: number;
  /** The leader epoch of the last record read; -1 before the first one. */
  readonly leaderEpoch: number;
  /** With it an offset names one record of the partition for ever: it grows when offsets begin again. */
  readonly epoch: number;
  /** Of the last batch that had something to publish; batches are numbered without a gap. */
  readonly sequence: number;
  /** The history of the database that all of this is read from (table `timelines`). */
  readonly timeline: number;
}

/** A {@link Place} as it is stored, with the log whose offsets these are. */
export interface ConsumedPlace extends Place {
  readonly clusterId: string;
  /** Null until {@link adoptTopicId}. */
  readonly topicId: string | null;
}

/**
 * Reads where a partition stands: decided by this table only, never by the group's committed offsets. A partition seen
 * for the first time starts at `firstOffset` of `clusterId`.
 */
export async function readConsumed(
  client: Queryable,
  { topic, partition }: TopicPartition,
  firstOffset: number,
  clusterId: string,
): Promise<ConsumedPlace> {
  await client.query(
    'INSERT INTO consumed (topic, partition, next_offset, cluster_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [topic, partition, firstOffset, clusterId],
  );
  const { rows } = await client.query<{
    next_offset: number;
    last_time_us: number;
    cluster_id: string;
    topic_id: string | null;
    leader_epoch: number;
    epoch: number;
    sequence: number;
    timeline: number;
  }>(
    `SELECT next_offset, last_time_us, cluster_id, topic_id, leader_epoch, epoch, sequence, current_timeline() AS timeline
     FROM consumed WHERE topic = $1 AND partition = $2`,
    [topic, partition],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('unexpected', `${topic}/${partition} is not in consumed`);
  return {
    nextOffset: row.next_offset,
    lastTimeUs: row.last_time_us,
    clusterId: row.cluster_id,
    topicId: row.topic_id,
    leaderEpoch: row.leader_epoch,
    epoch: row.epoch,
    sequence: row.sequence,
    timeline: row.timeline,
  };
}

/** Remembers of which topic the offsets are, for a partition whose row does not tell yet. */
export async function adoptTopicId(
  client: Queryable,
  { topic, partition }: TopicPartition,
  topicId: string,
): Promise<void> {
  await client.query(
    'UPDATE consumed SET topic_id = $3 WHERE topic = $1 AND partition = $2 AND topic_id IS NULL',
    [topic, partition, topicId],
  );
}

/**
 * The first statement of a batch's transaction: moves on from where reading began, holding the row until the commit. The
 * version comes with it because a statement of its own would be a round trip more.
 *
 * @returns a version for what the batch writes, or undefined when somebody else has moved the row, let the partition be
 *   read from somewhere else, or halted it: the batch must not be applied
 */
export async function moveConsumed(
  client: Queryable,
  { topic, partition }: TopicPartition,
  from: Pick<Place, 'nextOffset' | 'epoch'>,
  to: Pick<Place, 'nextOffset' | 'lastTimeUs' | 'leaderEpoch'>,
): Promise<number | undefined> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE consumed SET next_offset = $5, last_time_us = $6, leader_epoch = $7
     WHERE topic = $1 AND partition = $2 AND next_offset = $3 AND epoch = $4
       AND NOT EXISTS (SELECT FROM halted_partitions h WHERE h.topic = $1 AND h.partition = $2)
     RETURNING nextval('record_version') AS version`,
    [topic, partition, from.nextOffset, from.epoch, to.nextOffset, to.lastTimeUs, to.leaderEpoch],
  );
  return rows[0]?.version;
}

import { LmsError } from '#shared/errors.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Where to read a partition next. */
export interface ConsumerPosition {
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

/** A {@link ConsumerPosition} as it is stored, with the log whose offsets these are. */
export interface StoredConsumerPosition extends ConsumerPosition {
  readonly clusterId: string;
  /** Null until {@link adoptTopicId}. */
  readonly topicId: string | null;
}

/**
 * Reads where a partition stands: decided by this table only, never by the group's committed offsets. A partition seen
 * for the first time starts at `firstOffset` of `clusterId`.
 */
export async function readConsumerPosition(
  client: Queryable,
  { topic, partition }: TopicPartition,
  firstOffset: number,
  clusterId: string,
): Promise<StoredConsumerPosition> {
  await client.query(
    'INSERT INTO consumer_positions (topic, partition, next_offset, cluster_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
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
     FROM consumer_positions WHERE topic = $1 AND partition = $2`,
    [topic, partition],
  );
  const [row] = rows;
  if (row === undefined)
    throw new LmsError('unexpected', `${topic}/${partition} is not in consumer_positions`);
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

/** Stores the topic's id with the offsets, for a partition whose row has none yet. */
export async function adoptTopicId(
  client: Queryable,
  { topic, partition }: TopicPartition,
  topicId: string,
): Promise<void> {
  await client.query(
    'UPDATE consumer_positions SET topic_id = $3 WHERE topic = $1 AND partition = $2 AND topic_id IS NULL',
    [topic, partition, topicId],
  );
}

/**
 * The first statement of a batch's transaction: moves on from where reading began, holding the row until the commit.
 * The version comes with it because a statement of its own would be a round trip more.
 *
 * Before the version is taken, the records of the batch's tenants are locked against an undo. It may remove a record; a
 * batch with an older version could then add that record again, and ClickHouse, where the highest version stands, would
 * not show it.
 *
 * @param tenants of the batch, and how each is locked: alone by a batch that takes records back
 * @returns a version for what the batch writes, or undefined when somebody else has moved the row, let the partition be
 *   read from somewhere else, or halted it: the batch must not be applied
 */
export async function moveConsumerPosition(
  client: Queryable,
  { topic, partition }: TopicPartition,
  from: Pick<ConsumerPosition, 'nextOffset' | 'epoch'>,
  to: Pick<ConsumerPosition, 'nextOffset' | 'lastTimeUs' | 'leaderEpoch'>,
  tenants: ReadonlyMap<number, 'shared' | 'alone'>,
): Promise<number | undefined> {
  // In one order, so that two batches that wait for each other's tenants cannot deadlock.
  const ordered = [...tenants].sort(([a], [b]) => a - b);
  const { rows } = await client.query<{ version: number }>(
    `WITH locked AS MATERIALIZED (
       SELECT CASE WHEN alone THEN pg_advisory_xact_lock(${ADVISORY_LOCKS.tenantRecords}, tenant_id)
         ELSE pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.tenantRecords}, tenant_id) END
       FROM unnest($8::int[], $9::boolean[]) AS t (tenant_id, alone)
     )
     UPDATE consumer_positions SET next_offset = $5, last_time_us = $6, leader_epoch = $7
     WHERE topic = $1 AND partition = $2 AND next_offset = $3 AND epoch = $4 AND (SELECT count(*) FROM locked) >= 0
       AND NOT EXISTS (SELECT FROM halted_partitions h WHERE h.topic = $1 AND h.partition = $2)
     RETURNING nextval('record_version') AS version`,
    [
      topic,
      partition,
      from.nextOffset,
      from.epoch,
      to.nextOffset,
      to.lastTimeUs,
      to.leaderEpoch,
      ordered.map(([tenantId]) => tenantId),
      ordered.map(([, lock]) => lock === 'alone'),
    ],
  );
  return rows[0]?.version;
}

import { LmsError } from '#shared/errors.ts';
import type { PartitionLog } from '#shared/kafka/client/describe-log.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import type { ResumePlan } from './resume-plan.ts';
import { skipMissingBatches } from './skip-missing-batches.ts';
import type { StoredPosition } from './stored-positions.ts';

/**
 * Takes the halt away and sets where the partition is read on, as planned: readers see it within about ten seconds.
 *
 * @throws LmsError `configuration` when the partition is not as it was when the plan was made
 */
export function resume(
  pool: Pool,
  { topic, partition, nextOffset, epoch, halt }: StoredPosition,
  log: PartitionLog & { readonly clusterId: string },
  plan: ResumePlan,
): Promise<void> {
  return inTransaction(pool, async (client) => {
    const deleted = await client.query('DELETE FROM halted_partitions WHERE topic = $1 AND partition = $2', [
      topic,
      partition,
    ]);
    if (halt?.reason === 'gap') await skipMissingBatches(client, { topic, partition });
    // The leader epoch of the record before is not known of a log that was not read: the next batch brings it.
    const moved = await client.query(
      `UPDATE consumer_positions SET next_offset = $5, topic_id = $6, cluster_id = $7, leader_epoch = -1, epoch = epoch + $8
       WHERE topic = $1 AND partition = $2 AND next_offset = $3 AND epoch = $4`,
      [
        topic,
        partition,
        nextOffset,
        epoch,
        plan.nextOffset,
        log.topicId,
        log.clusterId,
        plan.isNewEpoch ? 1 : 0,
      ],
    );
    if (deleted.rowCount !== 1 || moved.rowCount !== 1) {
      throw new LmsError(
        'configuration',
        `Somebody else has changed ${topic}/${partition} meanwhile. Look again.`,
      );
    }
  });
}

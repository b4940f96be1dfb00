import type { Base } from '@platformatic/kafka';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { describeLog, type PartitionLog } from '#shared/kafka/client/describe-log.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';

/** What the log of a partition holds now, and where. */
export interface Bounds extends PartitionLog {
  readonly clusterId: string;
}

export interface LogBounds {
  /**
   * @returns undefined when there is no such topic
   * @throws LmsError `unavailable` while the partition has no leader or no broker answers
   */
  read(partition: TopicPartition): Promise<Bounds | undefined>;
}

/** Asks the broker, so that an offset that fell out of the log is noticed instead of silently replaced. */
export function createLogBounds(client: Base, admin: Pick<KafkaAdmin, 'clusterId'>): LogBounds {
  return {
    async read(partition) {
      const [log, clusterId] = await Promise.all([describeLog(client, partition), admin.clusterId()]);
      return log === undefined ? undefined : { ...log, clusterId };
    },
  };
}

import { LmsError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/admin.ts';

/** What the log of a partition holds now. */
export interface Bounds {
  /** The offset of the oldest message still there. */
  readonly low: number;
  /** The offset after the newest. */
  readonly high: number;
  readonly clusterId: string;
}

export interface LogBounds {
  /** @throws TopicGone when there is no such topic */
  read(topic: string, partition: number): Promise<Bounds>;
}

/** The topic was deleted: there is nothing to read, and nothing to wait for. */
export class TopicGone extends LmsError {
  constructor(topic: string) {
    super('log-mismatch', `There is no topic ${topic}`);
  }
}

/** Asks the broker, so that an offset that fell out of the log is noticed instead of silently replaced. */
export function createLogBounds(admin: KafkaAdmin): LogBounds {
  return {
    async read(topic, partition) {
      if (!(await admin.listTopics()).includes(topic)) throw new TopicGone(topic);
      const clusterId = await admin.clusterId();
      const [earliest, latest] = await Promise.all([
        admin.earliestOffsets(topic),
        admin.latestOffsets(topic),
      ]);
      return { low: earliest[partition] ?? 0, high: latest[partition] ?? 0, clusterId };
    },
  };
}

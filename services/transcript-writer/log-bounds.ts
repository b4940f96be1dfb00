import type { Admin } from 'kafkajs';

/** What the log of a partition holds now. */
export interface Bounds {
  /** The offset of the oldest message still there. */
  readonly low: number;
  /** The offset after the newest. */
  readonly high: number;
  readonly clusterId: string;
}

export interface LogBounds {
  read(topic: string, partition: number): Promise<Bounds>;
}

/** Asks the broker, so that an offset that fell out of the log is noticed instead of silently replaced. */
export function createLogBounds(admin: Admin): LogBounds {
  return {
    async read(topic, partition) {
      const [{ clusterId }, offsets] = await Promise.all([
        admin.describeCluster(),
        admin.fetchTopicOffsets(topic),
      ]);
      const found = offsets.find((entry) => entry.partition === partition);
      return { low: Number(found?.low ?? 0), high: Number(found?.high ?? 0), clusterId };
    },
  };
}

import { LmsError } from '#shared/errors.ts';
import type { TopicAdmin } from './topic-admin.ts';

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
export function createLogBounds(admin: TopicAdmin): LogBounds {
  return {
    async read(topic, partition) {
      const bounds = await admin.use(async (client) => {
        if (!(await client.listTopics()).includes(topic)) return undefined;
        const [{ clusterId }, offsets] = await Promise.all([
          client.describeCluster(),
          client.fetchTopicOffsets(topic),
        ]);
        const found = offsets.find((entry) => entry.partition === partition);
        return { low: Number(found?.low ?? 0), high: Number(found?.high ?? 0), clusterId };
      });
      if (bounds === undefined) throw new TopicGone(topic);
      return bounds;
    },
  };
}

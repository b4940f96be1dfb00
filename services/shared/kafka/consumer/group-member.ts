import { Consumer, findErrorBy } from '@platformatic/kafka';
import type { KafkaSettings } from '../../config.ts';
import { toError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '../../runtime/periodic-task.ts';
import { logConnections, tolerateLeaderless } from '../client/client.ts';
import { clientOptions } from '../client/client-options.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The offset to read next of a partition. */
export interface PartitionOffset extends TopicPartition {
  readonly offset: number;
}

export interface GroupMemberOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly logger: Logger;
  /** How often it is looked whether the topics have more partitions. */
  readonly partitionCheckMs: number;
  /** The group reassigns its partitions: what was assigned may belong to another member from now on. */
  onRebalance(): void;
  /** What this member has now. */
  onAssigned(partitions: readonly TopicPartition[]): void;
  /** It could not rejoin; call `join`. */
  onLost(error: Error): void;
}

/** A member of a consumer group: which partitions are its, and how far the group has read them. */
export interface GroupMember {
  /** Joins the group and stays in it, by heartbeats of its own. */
  join(): Promise<void>;
  /** The offset to read next that the group committed last; undefined where it has committed none. */
  committed(partition: TopicPartition): Promise<number | undefined>;
  /** Commits where to read next; partitions that are not this member's any more are left out. */
  commit(positions: readonly PartitionOffset[]): Promise<void>;
  /** Gives its partitions to the group's other members; `join` takes it in again. */
  leave(): Promise<void>;
  /** Leaves for good. */
  close(): Promise<void>;
}

/**
 * How long the group waits for a member that died before its partitions move; the broker's default allows no less
 * (group.min.session.timeout.ms), and a part must be back within 10 s. Shorter would take a pause of
 * the event loop for a death; longer would leave an import standing after a crash.
 */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;

/** A member that does not join again within this time of a rebalance is left out. */
const REBALANCE_TIMEOUT_MS = 15_000;

/** Stands for a missing offset or leader epoch (Kafka protocol). */
const NONE = -1;

/** Errors of its calls are the client's own; see `isRetryableClientError`. */
export function createGroupMember(options: GroupMemberOptions): GroupMember {
  const { groupId, topics, logger } = options;
  const consumer = new Consumer({
    ...clientOptions(options.settings, options.clientId),
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    // Callers try again. The client itself, once a commit found its generation outdated, would join and commit the
    // same offsets again, including those of partitions that another member reads by then.
    retries: 0,
  });
  logConnections(consumer, logger);
  tolerateLeaderless(consumer);
  consumer.topics.trackAll(...topics);
  let counts = '';
  let looking: PeriodicTask | undefined;
  // The member that gives partitions out knows of as many as there were when it last joined.
  const joinForMore = async (): Promise<void> => {
    await consumer.metadata({ topics: [...topics], forceUpdate: true });
    if (countsOf(consumer, topics) !== counts) await joinGroup(consumer);
  };
  consumer.on('consumer:group:rebalance', () => options.onRebalance());
  consumer.on('consumer:group:join', ({ assignments }) => {
    counts = countsOf(consumer, topics);
    const partitions = (assignments ?? []).flatMap(({ topic, partitions: numbers }) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    logger.info({ groupId, partitions: partitions.length }, 'partitions assigned');
    options.onAssigned(partitions);
  });
  consumer.on('consumer:heartbeat:error', ({ error }) =>
    logger.warn({ err: error, groupId }, 'heartbeat not taken'),
  );
  consumer.on('error', (error) => options.onLost(error));
  return {
    async join() {
      await joinGroup(consumer);
      looking ??= startPeriodicTask(options.partitionCheckMs, joinForMore, (err) =>
        logger.warn({ err, groupId }, 'partitions cannot be counted now'),
      );
    },
    async committed({ topic, partition }) {
      const offsets = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [partition] }] });
      const offset = Number(offsets.get(topic)?.[partition] ?? NONE);
      return offset < 0 ? undefined : offset;
    },
    async commit(positions) {
      const offsets = positions
        .filter(({ topic, partition }) =>
          consumer.assignments?.some((one) => one.topic === topic && one.partitions.includes(partition)),
        )
        .map(({ topic, partition, offset }) => ({
          topic,
          partition,
          offset: BigInt(offset),
          leaderEpoch: NONE,
        }));
      if (offsets.length > 0) await consumer.commit({ offsets });
    },
    async leave() {
      await looking?.stop();
      looking = undefined;
      await consumer.leaveGroup();
    },
    async close() {
      await looking?.stop();
      await consumer.close(true);
    },
  };
}

/** How many partitions each topic has, as far as the client knows. */
function countsOf(consumer: Consumer, topics: readonly string[]): string {
  return topics.map((topic) => consumer.currentMetadata?.topics.get(topic)?.partitionsCount).join();
}

/** Joins again as long as only another member's joining was in the way, for which the broker has everybody wait. */
async function joinGroup(consumer: Consumer): Promise<void> {
  for (;;) {
    try {
      await consumer.joinGroup({});
      return;
    } catch (error) {
      if (findErrorBy(toError(error), 'needsRejoin', true) === null) throw error;
    }
  }
}

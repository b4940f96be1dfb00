import {
  type Base,
  type ClusterMetadata,
  FetchIsolationLevels,
  ListOffsetTimestamps,
  listOffsetsV8,
  UserError,
} from '@platformatic/kafka';
import { LmsError } from '../../errors.ts';
import type { TopicPartition } from '../consumer/group-member.ts';
import { leaderOf } from './client.ts';
import { throwKafkaError } from './client-errors.ts';

/** The log of a partition, as its leader has it now. */
export interface PartitionLog {
  /** A topic that was deleted and made again under the same name has another id. */
  readonly topicId: string;
  /** The offset of the oldest message still there. */
  readonly low: number;
  /** The offset after the newest. */
  readonly high: number;
}

/** What stands for a consumer, and for a leader epoch that is not known (Kafka protocol). */
const NONE = -1;

/**
 * Asks the partition's leader what its log holds; other partitions of the topic may be in whatever state.
 *
 * @returns undefined when there is no such topic
 * @throws LmsError `unavailable` while the partition has no leader or no broker answers
 */
export async function describeLog(
  client: Base,
  { topic, partition }: TopicPartition,
): Promise<PartitionLog | undefined> {
  const metadata = await metadataOf(client, topic).catch(throwKafkaError);
  const topicId = metadata?.topics.get(topic)?.id;
  if (metadata === undefined || topicId === undefined) return undefined;
  const leader = leaderOf(metadata, topic, partition);
  const offsetAt = async (timestamp: bigint): Promise<number> => {
    const asked = [
      { name: topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch: NONE, timestamp }] },
    ];
    const connection = await client.connections.get(leader);
    const isolation = FetchIsolationLevels.READ_UNCOMMITTED;
    const answer = await listOffsetsV8.api.async(connection, NONE, isolation, asked);
    const offset = answer.topics[0]?.partitions[0]?.offset;
    if (offset !== undefined) return Number(offset);
    throw new LmsError('unexpected', `Kafka does not say what ${topic}/${partition} holds`, {
      server: 'kafka',
    });
  };
  const [low, high] = await Promise.all([
    offsetAt(ListOffsetTimestamps.EARLIEST),
    offsetAt(ListOffsetTimestamps.LATEST),
  ]).catch(throwKafkaError);
  return { topicId, low, high };
}

/** Undefined when there is no such topic. */
async function metadataOf(client: Base, topic: string): Promise<ClusterMetadata | undefined> {
  try {
    return await client.metadata({ topics: [topic], forceUpdate: true });
  } catch (error) {
    // The client has no error class for a topic that is missing; whatever else it calls a user's error has a cause.
    if (error instanceof UserError && error.cause === undefined) {
      return undefined;
    }
    throw error;
  }
}

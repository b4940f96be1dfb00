import { Admin, ConfigResourceTypes, ListOffsetTimestamps } from '@platformatic/kafka';
import type { KafkaSettings } from '../../config.ts';
import { LmsError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { logConnections } from './client.ts';
import { throwKafkaError } from './client-errors.ts';
import { clientOptions } from './client-options.ts';

/**
 * Asks the brokers about topics and groups; it connects when it is first asked. Every call throws LmsError
 * `unavailable` while they cannot be asked, and `unexpected` when they refuse for good. Offsets are by partition.
 */
export interface KafkaAdmin {
  /** What a call of the client itself is needed for. */
  readonly client: Admin;
  clusterId(): Promise<string>;
  listTopics(): Promise<string[]>;
  countPartitions(topic: string): Promise<number>;
  /** The offsets of the oldest messages there are. */
  earliestOffsets(topic: string): Promise<number[]>;
  /** The offsets after the newest messages. */
  latestOffsets(topic: string): Promise<number[]>;
  /** The offsets of the first messages that are of `time` or later; after the newest where there is none. */
  offsetsAt(topic: string, time: Date): Promise<number[]>;
  /** The offset that a group reads next; left out where it has committed none. */
  committedOffsets(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  hasMembers(group: string): Promise<boolean>;
  /** Values of the named settings of topics. */
  settingsOf(
    topics: readonly string[],
    names: readonly string[],
  ): Promise<ReadonlyMap<string, TopicSettings>>;
  close(): Promise<void>;
}

export type TopicSettings = ReadonlyMap<string, string | null>;

/** Stands for a missing offset (Kafka protocol, ListOffsets and OffsetFetch). */
const NONE = -1;

export function createKafkaAdmin(settings: KafkaSettings, clientId: string, logger: Logger): KafkaAdmin {
  const client = new Admin(clientOptions(settings, clientId));
  logConnections(client, logger);
  return {
    client,
    clusterId: () => clusterId(client).catch(throwKafkaError),
    listTopics: () => client.listTopics().catch(throwKafkaError),
    countPartitions: (topic) => countPartitions(client, topic).catch(throwKafkaError),
    earliestOffsets: (topic) => offsets(client, topic, ListOffsetTimestamps.EARLIEST).catch(throwKafkaError),
    latestOffsets: (topic) => offsets(client, topic, ListOffsetTimestamps.LATEST).catch(throwKafkaError),
    offsetsAt: (topic, time) => offsetsAt(client, topic, time).catch(throwKafkaError),
    committedOffsets: (group, topic) => committedOffsets(client, group, topic).catch(throwKafkaError),
    hasMembers: (group) => hasMembers(client, group).catch(throwKafkaError),
    settingsOf: (topics, names) => settingsOf(client, topics, names).catch(throwKafkaError),
    close: () => client.close(),
  };
}

async function clusterId(client: Admin): Promise<string> {
  // The client keeps the id it saw first, whatever cluster it is connected to later.
  client.clearMetadata();
  return (await client.metadata({ topics: [] })).id;
}

async function countPartitions(client: Admin, topic: string): Promise<number> {
  const { topics } = await client.metadata({ topics: [topic], forceUpdate: true });
  const count = topics.get(topic)?.partitionsCount ?? 0;
  if (count > 0) return count;
  throw new LmsError('unavailable', `Kafka knows no partition of ${topic} yet`, {
    retryable: true,
    server: 'kafka',
  });
}

async function offsets(client: Admin, topic: string, timestamp: bigint): Promise<number[]> {
  const count = await countPartitions(client, topic);
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
  const [found] = await client.listOffsets({ topics: [{ name: topic, partitions }] });
  const byPartition = new Map(
    found?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]),
  );
  return partitions.map(({ partitionIndex }) => Number(byPartition.get(partitionIndex) ?? NONE));
}

async function offsetsAt(client: Admin, topic: string, time: Date): Promise<number[]> {
  // In this order: what comes between the two is later than `time`, and may count as either.
  const latest = await offsets(client, topic, ListOffsetTimestamps.LATEST);
  const found = await offsets(client, topic, BigInt(time.getTime()));
  return found.map((offset, partition) => (offset === NONE ? (latest[partition] ?? 0) : offset));
}

async function committedOffsets(
  client: Admin,
  group: string,
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  const [found] = await client.listConsumerGroupOffsets({ groups: [group] });
  const partitions = found?.topics.find(({ name }) => name === topic)?.partitions ?? [];
  return new Map(
    partitions.map(
      ({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)] as const,
    ),
  );
}

async function hasMembers(client: Admin, group: string): Promise<boolean> {
  const described = await client.describeGroups({ groups: [group] });
  return (described.get(group)?.members.size ?? 0) > 0;
}

async function settingsOf(
  client: Admin,
  topics: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, TopicSettings>> {
  const described = await client.describeConfigs({
    resources: topics.map((topic) => ({
      resourceType: ConfigResourceTypes.TOPIC,
      resourceName: topic,
      configurationKeys: [...names],
    })),
  });
  return new Map(
    described.map(({ resourceName, configs }) => [
      resourceName,
      new Map(configs.map(({ name, value }) => [name, value ?? null] as const)),
    ]),
  );
}

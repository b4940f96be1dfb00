import kafkajs, { type AclEntry, type Admin, type Kafka } from 'kafkajs';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import { LmsError } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import { isRetryableKafkaError } from './consumer-and-admin-client.ts';

export const TRAINING_RECORDS = 'training-records';
export const TRAINING_RECORD_ERRORS = 'training-record-errors';
export const TRANSCRIPT_CHANGES = 'transcript-changes';

/** The topic a tenant's own systems write to. */
export function feedTopic(tenant: string): string {
  return definitions.feed.prefix + tenant;
}

/** The tenant a feed topic belongs to, or undefined for another topic. */
export function feedTenant(topic: string): string | undefined {
  return topic.startsWith(definitions.feed.prefix) ? topic.slice(definitions.feed.prefix.length) : undefined;
}

/**
 * Makes the topics that are missing, with their settings, and lets each service's user read and write just what
 * `schemas/kafka/topics.json` says. Running it again changes nothing.
 */
export async function createTopics(admin: Admin): Promise<void> {
  await createMissing(
    admin,
    definitions.topics.map((topic) => ({
      name: topic.name,
      partitions: topic.partitions,
      config: topic.config,
    })),
  );
  const acls = definitions.topics.flatMap((topic) => [
    ...topic.write.map((user) => allow(user, 'TOPIC', topic.name, 'WRITE')),
    ...topic.read.map((user) => allow(user, 'TOPIC', topic.name, 'READ')),
  ]);
  const feeds = definitions.feed.read.flatMap((user) => [
    allow(user, 'TOPIC', definitions.feed.prefix, 'READ', 'PREFIXED'),
    // Whoever reads feeds checks their settings first.
    allow(user, 'TOPIC', definitions.feed.prefix, 'DESCRIBE_CONFIGS', 'PREFIXED'),
  ]);
  const groups = Object.entries(definitions.groups).flatMap(([user, names]) =>
    names.map((name) => allow(user, 'GROUP', name, 'READ')),
  );
  await admin.createAcls({ acl: [...acls, ...feeds, ...groups] });
}

/** Makes a tenant's feed topic, which the user `<tenant>-hr` may write and describe, and nothing else. */
export async function createFeedTopic(admin: Admin, tenant: string): Promise<void> {
  const { partitions, config } = definitions.feed;
  await createMissing(admin, [{ name: feedTopic(tenant), partitions, config }]);
  await admin.createAcls({ acl: [allow(`${tenant}-hr`, 'TOPIC', feedTopic(tenant), 'WRITE')] });
}

/**
 * Asks the brokers how many partitions a topic has now.
 *
 * @throws LmsError `unavailable` while they cannot be asked, or the topic is not there yet
 */
export async function countPartitions(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions.length ?? 0;
    if (partitions === 0) throw new LmsError('unavailable', `Topic ${topic} has no partitions`);
    return partitions;
  } catch (cause) {
    throw new LmsError('unavailable', `Topic ${topic} cannot be asked for`, { retryable: true, cause });
  } finally {
    await admin.disconnect();
  }
}

/** A broker that has just started names leaders within moments; one that has not after this is not working. */
const LEADERS_DEADLINE_MS = 30_000;

interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Makes what is missing; begun anew while the broker still spreads the word about topics just made. */
async function createMissing(admin: Admin, wanted: readonly WantedTopic[]): Promise<void> {
  const signal = AbortSignal.timeout(LEADERS_DEADLINE_MS);
  await retry(() => createOnce(admin, wanted), { isRetryable: isRetryableKafkaError, signal });
}

async function createOnce(admin: Admin, wanted: readonly WantedTopic[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const topics = wanted
    .filter(({ name }) => !existing.has(name))
    .map(({ name, partitions, config }) => ({
      topic: name,
      numPartitions: partitions,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    }));
  if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
}

/** An entry of the broker's access list; READ and WRITE include DESCRIBE (Apache Kafka documentation, authorization). */
function allow(
  user: string,
  resource: 'TOPIC' | 'GROUP',
  name: string,
  operation: 'READ' | 'WRITE' | 'DESCRIBE_CONFIGS',
  pattern: 'LITERAL' | 'PREFIXED' = 'LITERAL',
): AclEntry {
  return {
    principal: `User:${user}`,
    host: '*',
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
    operation: kafkajs.AclOperationTypes[operation],
    resourceType: kafkajs.AclResourceTypes[resource],
    resourceName: name,
    resourcePatternType: kafkajs.ResourcePatternTypes[pattern],
  };
}

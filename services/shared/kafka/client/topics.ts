import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  findErrorBy,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import { toError } from '../../errors.ts';
import { retry } from '../../runtime/retry.ts';
import type { KafkaAdmin } from './admin.ts';
import { leaderOf } from './client.ts';
import { throwKafkaError } from './client-errors.ts';
import { giveQuotas } from './client-quotas.ts';
import { applyTopicSettings, type WantedSettings } from './topic-settings.ts';

export const TRAINING_RECORDS = 'training-records';
export const TRAINING_RECORD_ERRORS = 'training-record-errors';
export const TRANSCRIPT_CHANGES = 'transcript-changes';

/** The consumer group that writes counts and the mirror. */
export const AGGREGATOR_GROUP = 'aggregator';

/** The topic a tenant's own systems write to. */
export function feedTopic(tenant: string): string {
  return definitions.feed.prefix + tenant;
}

/** The tenant a feed topic belongs to, or undefined for another topic. */
export function feedTenant(topic: string): string | undefined {
  return topic.startsWith(definitions.feed.prefix) ? topic.slice(definitions.feed.prefix.length) : undefined;
}

/**
 * Makes the topics that are missing, brings those that exist to their settings, and lets each service's user read and
 * write just what `schemas/kafka/topics.json` says. Running it again changes nothing.
 */
export async function createTopics(admin: KafkaAdmin): Promise<void> {
  await createMissing(
    admin,
    definitions.topics.map((topic) => ({
      name: topic.name,
      partitions: topic.partitions,
      config: topic.config,
    })),
  );
  const acls = definitions.topics.flatMap((topic) => [
    ...topic.write.flatMap((user) => [
      allow(user, 'TOPIC', topic.name, 'WRITE'),
      // Whoever writes checks first how safely the topic keeps what it is sent.
      allow(user, 'TOPIC', topic.name, 'DESCRIBE_CONFIGS'),
    ]),
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
  await createAcls(admin, [...acls, ...feeds, ...groups]);
}

/**
 * Makes a tenant's feed topic, or brings it to its settings. The user `<tenant>-hr` may write and describe it, and
 * nothing else, and gets quotas unless it has some of its own.
 */
export async function createFeedTopic(admin: KafkaAdmin, tenant: string): Promise<void> {
  const { partitions, config, quotas } = definitions.feed;
  await createMissing(admin, [{ name: feedTopic(tenant), partitions, config }]);
  await createAcls(admin, [allow(`${tenant}-hr`, 'TOPIC', feedTopic(tenant), 'WRITE')]);
  await giveQuotas(admin, `${tenant}-hr`, quotas);
}

/** A broker that has just started names leaders within moments; one that has not after this is not working. */
const LEADERS_DEADLINE_MS = 30_000;

/** Kafka protocol, error codes. */
const TOPIC_ALREADY_EXISTS = 36;

interface WantedTopic extends WantedSettings {
  readonly partitions: number;
}

/** Creates what is missing and sets what differs; repeated while brokers do not know yet of topics just created. */
async function createMissing(admin: KafkaAdmin, wanted: readonly WantedTopic[]): Promise<void> {
  const signal = AbortSignal.timeout(LEADERS_DEADLINE_MS);
  await retry(() => createOnce(admin, wanted), { signal });
}

async function createOnce(admin: KafkaAdmin, wanted: readonly WantedTopic[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  for (const topic of wanted) if (!existing.has(topic.name)) await createTopic(admin, topic);
  const old = wanted.filter(({ name }) => existing.has(name));
  if (old.length > 0) await applyTopicSettings(admin, old);
  const topics = wanted.map(({ name }) => name);
  const metadata = await admin.client.metadata({ topics, forceUpdate: true }).catch(throwKafkaError);
  for (const { name, partitions } of wanted) {
    for (let partition = 0; partition < partitions; partition += 1) leaderOf(metadata, name, partition);
  }
}

async function createTopic(admin: KafkaAdmin, { name, partitions, config }: WantedTopic): Promise<void> {
  const configs = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  try {
    await admin.client.createTopics({ topics: [{ topic: name, partitions }], configs });
  } catch (error) {
    // Somebody else was quicker.
    if (findErrorBy(toError(error), 'apiCode', TOPIC_ALREADY_EXISTS) === null) throwKafkaError(error);
  }
}

async function createAcls(admin: KafkaAdmin, creations: Acl[]): Promise<void> {
  await admin.client.createAcls({ creations }).catch(throwKafkaError);
}

/**
 * An entry of the broker's access list; READ and WRITE include DESCRIBE (Apache Kafka documentation, authorization).
 */
function allow(
  user: string,
  resource: 'TOPIC' | 'GROUP',
  name: string,
  operation: 'READ' | 'WRITE' | 'DESCRIBE_CONFIGS',
  pattern: 'LITERAL' | 'PREFIXED' = 'LITERAL',
): Acl {
  return {
    principal: `User:${user}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    operation: AclOperations[operation],
    resourceType: ResourceTypes[resource],
    resourceName: name,
    resourcePatternType: ResourcePatternTypes[pattern],
  };
}

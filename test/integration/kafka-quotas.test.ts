import {
  ClientQuotaEntityTypes,
  ClientQuotaMatchTypes,
  ConfigResourceTypes,
  IncrementalAlterConfigOperationTypes,
} from '@platformatic/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import definitions from '#schemas/kafka/topics.json' with { type: 'json' };
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createFeedTopic, createTopics } from '#shared/kafka/client/topics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import { eventually } from '../support/product.ts';

const USER = { entityType: ClientQuotaEntityTypes.USER, entityName: 'globex-hr' };
const TOPIC = 'training-feed.globex';
let admin: KafkaAdmin;

beforeAll(() => {
  admin = createKafkaAdmin(adminSettings(), 'test', createLogger('test', 'silent'));
});
afterAll(() => admin.close());

async function quotas(): Promise<Record<string, number>> {
  const [found] = await admin.client.describeClientQuotas({
    components: [
      { entityType: USER.entityType, matchType: ClientQuotaMatchTypes.EXACT, match: USER.entityName },
    ],
    strict: true,
  });
  return Object.fromEntries((found?.values ?? []).map(({ key, value }) => [key, value]));
}

async function setQuota(value: number): Promise<void> {
  await admin.client.alterClientQuotas({
    entries: [{ entities: [USER], ops: [{ key: 'producer_byte_rate', value, remove: false }] }],
  });
  await eventually(quotas, ({ producer_byte_rate }) => producer_byte_rate === value);
}

it("a tenant's user has the quotas of every tenant, until an operator gives it others", async () => {
  expect(await quotas()).toEqual(definitions.feed.quotas);
  const more = 2 * definitions.feed.quotas.producer_byte_rate;
  await setQuota(more);
  try {
    await createFeedTopic(admin, 'globex');
    expect(await quotas()).toMatchObject({ producer_byte_rate: more });
  } finally {
    await setQuota(definitions.feed.quotas.producer_byte_rate);
  }
});

async function settingOf(topic: string, name: string): Promise<string | null | undefined> {
  return (await admin.settingsOf([topic], [name])).get(topic)?.get(name);
}

async function setTopic(topic: string, name: string, value: string): Promise<void> {
  await admin.client.incrementalAlterConfigs({
    resources: [
      {
        resourceType: ConfigResourceTypes.TOPIC,
        resourceName: topic,
        configs: [{ name, value, configOperation: IncrementalAlterConfigOperationTypes.SET }],
      },
    ],
  });
  await eventually(
    () => settingOf(topic, name),
    (found) => found === value,
  );
}

it('topics that exist are brought to their settings, and keep what is set beside them', async () => {
  const { 'retention.bytes': bound } = definitions.feed.config;
  expect(await settingOf(TOPIC, 'retention.bytes')).toBe(bound);
  await setTopic(TOPIC, 'retention.bytes', '-1');
  await setTopic('training-records', 'retention.ms', '1209600001');
  await setTopic('training-records', 'segment.ms', '604800001');
  await Promise.all([createTopics(admin), createFeedTopic(admin, 'globex')]);
  await eventually(
    () => settingOf(TOPIC, 'retention.bytes'),
    (found) => found === bound,
  );
  await eventually(
    () => settingOf('training-records', 'retention.ms'),
    (found) => found === definitions.topics[0]?.config['retention.ms'],
  );
  expect(await settingOf('training-records', 'segment.ms')).toBe('604800001');
});

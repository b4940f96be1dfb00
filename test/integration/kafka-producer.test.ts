import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kafkaSettings } from '#shared/config.ts';
import { createProducer, type MessageProducer } from '#shared/kafka/producer.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { kafkaAs } from '../support/feed.ts';
import { endpoints } from '../support/product.ts';

const TOPIC = `producer-${Date.now().toString(36)}`;
let admin: Admin;
let producer: MessageProducer;

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
  const { brokers, securityProtocol, users } = endpoints().kafka;
  const settings = kafkaSettings.parse({
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_SECURITY_PROTOCOL: securityProtocol,
    KAFKA_USERNAME: users['admin']?.username,
    KAFKA_PASSWORD: users['admin']?.password,
  });
  producer = createProducer(settings, 'test', createLogger('test', 'silent'));
});

afterAll(async () => {
  await producer.disconnect();
  await admin.deleteTopics({ topics: [TOPIC] });
  await admin.disconnect();
});

it('waits until it knows of partitions just added, and never takes another for them', async () => {
  const send = (partitions: readonly number[]) =>
    producer.send([
      { topic: TOPIC, messages: partitions.map((partition) => ({ partition, value: Buffer.from('x') })) },
    ]);
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
  await send([0]);
  await admin.createPartitions({ topicPartitions: [{ topic: TOPIC, count: 3 }] });
  await send([1, 2, 2]);
  const ends = await admin.fetchTopicOffsets(TOPIC);
  const messages = new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
  expect([0, 1, 2].map((partition) => messages.get(partition))).toEqual([1, 1, 2]);
});

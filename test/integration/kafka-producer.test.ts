import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProducer, type MessageProducer } from '#shared/kafka/producer/producer.ts';
import { checkApiVersions } from '#shared/kafka/wire/check-api-versions.ts';
import { FETCH_API } from '#shared/kafka/wire/fetch-request.ts';
import { PRODUCE_API } from '#shared/kafka/wire/produce-request.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { kafkaAs } from '../support/feed.ts';
import { adminClient, adminSettings } from '../support/kafka-settings.ts';

const TOPIC = `producer-${Date.now().toString(36)}`;
const READ_BACK = `${TOPIC}-read-back`;
let admin: Admin;
let producer: MessageProducer;

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
  producer = createProducer(adminSettings(), 'test', createLogger('test', 'silent'));
});

afterAll(async () => {
  await producer.disconnect();
  await admin.deleteTopics({ topics: [TOPIC, READ_BACK] });
  await admin.disconnect();
});

it('sends what another client reads, in its order', async () => {
  await admin.createTopics({ topics: [{ topic: READ_BACK, numPartitions: 2 }], waitForLeaders: true });
  const sent = Array.from({ length: 300 }, (_, index) => ({
    partition: index % 2,
    // With every length that takes one byte more to write, and nothing at all.
    value: Buffer.alloc(index * 40, index % 251),
    ...(index % 3 === 0 ? { headers: { 'fencing-token': String(index), ä: 'ü'.repeat(70) } } : {}),
  }));
  await producer.send([{ topic: READ_BACK, messages: sent }]);
  const read = await readAll(READ_BACK, sent.length);
  expect(read).toEqual(
    [
      ...sent.filter(({ partition }) => partition === 0),
      ...sent.filter(({ partition }) => partition === 1),
    ].map(({ partition, value, headers }) => ({ partition, value, headers: headers ?? {} })),
  );
});

it('speaks versions that the broker takes, and says what it takes of one that it does not', async () => {
  await using ours = adminClient();
  await expect(checkApiVersions(ours.client, [PRODUCE_API, FETCH_API])).resolves.toBeUndefined();
  await expect(checkApiVersions(ours.client, [{ ...PRODUCE_API, version: 999 }])).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/Produce version 999, and the broker takes \d+ to \d+\. Use brokers/),
  });
});

it('is refused for good what the broker will never take, and says so', async () => {
  await expect(
    producer.send([{ topic: READ_BACK, messages: [{ partition: 0, value: Buffer.alloc(2_000_000) }] }]),
  ).rejects.toMatchObject({ code: 'unexpected', retryable: false, message: 'Kafka refuses' });
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

/** The messages of a topic as kafkajs reads them, by partition and offset, once there are `count`. */
async function readAll(topic: string, count: number) {
  const consumer = kafkaAs('admin').consumer({ groupId: topic });
  const read: { partition: number; offset: number; value: Buffer | null; headers: Record<string, string> }[] =
    [];
  const all = Promise.withResolvers<void>();
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message: { offset, value, headers } }) => {
        const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
        read.push({ partition, offset: Number(offset), value, headers: Object.fromEntries(texts) });
        if (read.length === count) all.resolve();
      },
    });
    await all.promise;
  } finally {
    await consumer.disconnect();
  }
  return read
    .toSorted((a, b) => a.partition - b.partition || a.offset - b.offset)
    .map(({ offset: _, ...message }) => message);
}

import type { Base } from '@platformatic/kafka';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createClient } from '#shared/kafka/client/client.ts';
import { type ConsumeLoop, createConsumeLoop } from '#shared/kafka/consumer/consume-loop.ts';
import { createProducer, type MessageProducer } from '#shared/kafka/producer/producer.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { kafkaAs } from '../support/feed.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import { eventually } from '../support/product.ts';
import { SECOND_BROKER, SecondBroker } from '../support/second-broker.ts';

const TOPIC = `leaderless-${Date.now().toString(36)}`;
const logger = createLogger('test', 'silent');
const loops: ConsumeLoop[] = [];
let kafkajs: Admin;
let admin: KafkaAdmin;
let client: Base;
let producer: MessageProducer;
let broker: SecondBroker;

beforeAll(async () => {
  kafkajs = kafkaAs('admin').admin();
  await kafkajs.connect();
  admin = createKafkaAdmin(adminSettings(), 'test', logger);
  client = createClient(adminSettings(), 'test', logger);
  producer = createProducer(adminSettings(), 'test', logger);
  broker = await SecondBroker.make(await admin.clusterId());
  await startBroker();
  const replicaAssignment = [1, SECOND_BROKER].map((id, partition) => ({ partition, replicas: [id] }));
  await kafkajs.createTopics({ topics: [{ topic: TOPIC, replicaAssignment }], waitForLeaders: true });
});
afterAll(async () => {
  await Promise.all(loops.map((loop) => loop.stop()));
  // Not by the other client, which refuses metadata that has a partition without a leader, as do other tests after
  // this.
  await admin.client.deleteTopics({ topics: [TOPIC] });
  await broker.remove();
  await Promise.all([kafkajs.disconnect(), admin.close(), client.close(), producer.disconnect()]);
});

async function startBroker(): Promise<void> {
  await broker.start();
  await eventually(
    async () => (await client.metadata({ topics: [], forceUpdate: true })).brokers.size,
    (count) => count === 2,
  );
}

const send = (partition: number, text: string) =>
  producer.send([{ topic: TOPIC, messages: [{ partition, value: Buffer.from(text) }] }]);

/** A member of the group, and what it reads. */
async function read(reads: string[]): Promise<ConsumeLoop> {
  const loop = createConsumeLoop({
    settings: adminSettings(),
    clientId: 'test',
    groupId: TOPIC,
    topics: [TOPIC],
    concurrency: 1,
    maxBytesPerPartition: 1_000_000,
    maxBytes: 1_000_000,
    logger,
    probe: async () => undefined,
    handle: async ({ messages, nextOffset }) => {
      reads.push(...Array.from(messages, ({ value }) => String(value)));
      return nextOffset;
    },
  });
  loops.push(loop);
  await loop.start();
  return loop;
}

const untilRead = (reads: readonly string[], text: string) =>
  eventually(
    async () => reads,
    (texts) => texts.includes(text),
  );

it('keeps no other partition from being read, nor a member from joining, and is read once it has a leader', async () => {
  const reads: string[] = [];
  const one = await read(reads);
  await send(0, 'first of 0');
  await send(1, 'first of 1');
  await untilRead(reads, 'first of 0');
  await untilRead(reads, 'first of 1');
  await broker.kill();
  await eventually(
    async () => (await client.metadata({ topics: [TOPIC], forceUpdate: true })).topics.get(TOPIC),
    (topic) => topic?.partitions[1]?.leader === -1,
  );
  await send(0, 'beside');
  await untilRead(reads, 'beside');
  await eventually(
    async () => one.stuck(),
    (stuck) => stuck.length > 0,
  );
  expect(one.stuck()).toMatchObject([{ topic: TOPIC, partition: 1 }]);

  const two = await read(reads);
  await send(0, 'after joining');
  await untilRead(reads, 'after joining');

  await startBroker();
  await send(1, 'again');
  await untilRead(reads, 'again');
  await eventually(
    async () => [...one.stuck(), ...two.stuck()],
    (stuck) => stuck.length === 0,
  );
});

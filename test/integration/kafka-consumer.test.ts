import { randomUUID } from 'node:crypto';
import kafkajs, { type Admin, type Message } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LmsError } from '#shared/errors.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import {
  type ConsumeLoop,
  type ConsumeLoopOptions,
  createConsumeLoop,
} from '#shared/kafka/consumer/consume-loop.ts';
import type { ConsumedBatch } from '#shared/kafka/consumer/consumed-batch.ts';
import { createGroupMember } from '#shared/kafka/consumer/group-member.ts';
import type { Position, PositionReason } from '#shared/kafka/consumer/position.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { kafkaAs } from '../support/feed.ts';
import { adminSettings } from '../support/kafka-settings.ts';
import { endpoints, eventually } from '../support/product.ts';

const RUN = Date.now().toString(36);
let admin: Admin;
let ours: KafkaAdmin;
const topics: string[] = [];
const loops: ConsumeLoop[] = [];

beforeAll(async () => {
  admin = kafkaAs('admin').admin();
  await admin.connect();
  ours = createKafkaAdmin(adminSettings(), 'test', createLogger('test', 'silent'));
});
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});
afterAll(async () => {
  await admin.deleteTopics({ topics });
  await Promise.all([admin.disconnect(), ours.close()]);
});

async function makeTopic(numPartitions: number): Promise<string> {
  const topic = `consumer-${RUN}-${topics.length}`;
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
  topics.push(topic);
  return topic;
}

/** Sends as another client does: each text to a partition, with the given headers. */
async function send(topic: string, partition: number, texts: readonly string[], more: Partial<Message> = {}) {
  const producer = kafkaAs('admin').producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await producer.send({ topic, messages: texts.map((value) => ({ partition, value, ...more })) });
  await producer.disconnect();
}

interface Read {
  readonly by: string;
  readonly partition: number;
  readonly offset: number;
  readonly text: string;
}

/** A member of the topic's group, which is started, and what it has read so far. */
async function read(
  topic: string,
  options: Partial<ConsumeLoopOptions> & { by?: string } = {},
): Promise<{ loop: ConsumeLoop; reads: Read[] }> {
  const reads: Read[] = [];
  const { by = 'one', ...more } = options;
  const loop = createConsumeLoop({
    settings: adminSettings(),
    clientId: 'test',
    groupId: topic,
    topics: [topic],
    concurrency: 10,
    maxBytesPerPartition: 1_000_000,
    maxBytes: 10_000_000,
    logger: createLogger('test', 'silent'),
    probe: async () => undefined,
    ...more,
    handle: async (batch, signal) => {
      for (const { offset, value } of batch.messages)
        reads.push({ by, partition: batch.partition, offset, text: String(value) });
      return options.handle === undefined ? batch.nextOffset : options.handle(batch, signal);
    },
  });
  loops.push(loop);
  await loop.start();
  return { loop, reads };
}

/** Waits until the group has committed `offset` for every partition. */
const committed = (topic: string, offset: number) =>
  eventually(
    async () => [...(await ours.committedOffsets(topic, topic)).values()],
    (offsets) => offsets.every((one) => one === offset),
  );
const idOf = async (topic: string) =>
  (await ours.client.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic)?.id ?? '';
const textsOf = (reads: readonly Read[], partition: number) =>
  reads.filter((one) => one.partition === partition).map(({ text }) => text);
const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);
const until = (reads: readonly Read[], count: number) =>
  eventually(
    async () => reads.length,
    (length) => length >= count,
  );

describe('what a group reads', () => {
  it('is what other clients sent, in its order, and transactions once they are committed', async () => {
    const topic = await makeTopic(2);
    const batches: ConsumedBatch[] = [];
    await send(topic, 0, numbered('a', 5), { headers: { 'fencing-token': '7', traceparent: 'ä' } });
    const producer = kafkaAs('admin').producer({
      transactionalId: topic,
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      // A busy broker refuses the next transaction until the marks of the last one are written.
      retry: { retries: 50, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await producer.connect();
    for (const [text, isKept] of [
      ['gone', false],
      ['kept', true],
      ['gone', false],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ partition: 0, value: text }] });
      await (isKept ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    await send(topic, 0, numbered('b', 3));
    await send(topic, 1, ['c']);
    const { reads } = await read(topic, {
      handle: async (batch) => {
        batches.push(batch);
        return batch.nextOffset;
      },
    });
    await until(reads, 10);
    expect(textsOf(reads, 0)).toEqual([...numbered('a', 5), 'kept', ...numbered('b', 3)]);
    expect(textsOf(reads, 1)).toEqual(['c']);
    const [first] = batches.find(({ partition }) => partition === 0)?.messages ?? [];
    expect(first?.headers).toEqual({ 'fencing-token': '7', traceparent: 'ä' });
    expect(Math.abs((first?.timestampMs ?? 0) - Date.now())).toBeLessThan(60_000);
    // Control records included: three transactions have an end each.
    expect(batches.findLast(({ partition }) => partition === 0)).toMatchObject({
      nextOffset: 14,
      highWatermark: 14,
    });
  });

  it('goes on where the group was when it left', async () => {
    const topic = await makeTopic(1);
    await send(topic, 0, numbered('a', 3));
    const before = await read(topic);
    await until(before.reads, 3);
    await before.loop.stop();
    await send(topic, 0, numbered('b', 3));
    const { reads } = await read(topic);
    await until(reads, 3);
    expect(textsOf(reads, 0)).toEqual(numbered('b', 3));
  });
});

describe('a member', () => {
  it('reads again from where its handler says, and leaves a partition alone that is halted', async () => {
    const topic = await makeTopic(2);
    await send(topic, 0, numbered('a', 4));
    await send(topic, 1, ['bad']);
    let wasSentBack = false;
    const { reads } = await read(topic, {
      handle: async (batch) => {
        if (batch.partition === 1) return 'halted';
        if (wasSentBack) return batch.nextOffset;
        wasSentBack = true;
        return 2;
      },
      findPosition: async ({ partition, last }) => {
        if (partition === 1 && last !== undefined) return 'halted';
        return { topicId: await idOf(topic), offset: 0, leaderEpoch: -1 };
      },
    });
    await until(reads, 7);
    await send(topic, 1, ['unread']);
    await send(topic, 0, ['last']);
    await until(reads, 8);
    expect(textsOf(reads, 0)).toEqual([...numbered('a', 4), 'a2', 'a3', 'last']);
    expect(textsOf(reads, 1)).toEqual(['bad']);
  });

  it('gives every partition its turn, however little a fetch may bring', async () => {
    const topic = await makeTopic(2);
    const large = numbered('x'.repeat(10_000), 20);
    await send(topic, 0, large.slice(0, 10));
    for (const text of large.slice(10)) await send(topic, 0, [text]);
    for (const text of large) await send(topic, 1, [text]);
    const { reads } = await read(topic, { maxBytes: 15_000, concurrency: 1 });
    await until(reads, 40);
    const lastOfFirst = reads.findLastIndex(({ partition }) => partition === 0);
    const firstOfSecond = reads.findIndex(({ partition }) => partition === 1);
    const lastOfSecond = reads.findLastIndex(({ partition }) => partition === 1);
    const firstOfFirst = reads.findIndex(({ partition }) => partition === 0);
    expect(firstOfSecond).toBeLessThan(lastOfFirst);
    expect(firstOfFirst).toBeLessThan(lastOfSecond);
  });

  it('begins with the oldest message there is where the group’s next one is gone', async () => {
    const topic = await makeTopic(1);
    await send(topic, 0, numbered('a', 2));
    const before = await read(topic);
    await until(before.reads, 2);
    await before.loop.stop();
    await send(topic, 0, numbered('b', 5));
    await ours.client.deleteRecords({
      topics: [{ name: topic, partitions: [{ partition: 0, offset: 5n }] }],
    });
    expect([await ours.earliestOffsets(topic), await ours.latestOffsets(topic)]).toEqual([[5], [7]]);
    const { reads } = await read(topic);
    await until(reads, 2);
    expect(reads.map(({ offset, text }) => [offset, text])).toEqual([
      [5, 'b3'],
      [6, 'b4'],
    ]);
  });

  it('ends when a handler finds that the configuration is wrong', async () => {
    const topic = await makeTopic(1);
    await send(topic, 0, ['a']);
    const wrong = new LmsError('configuration', 'cannot be handled by this process');
    const { loop } = await read(topic, { handle: () => Promise.reject(wrong) });
    expect(await loop.failed).toBe(wrong);
  });
});

describe('a partition in trouble', () => {
  it('is tried again when its handler throws, and keeps no other from being read', async () => {
    const topic = await makeTopic(2);
    let isWrong = true;
    let attempts = 0;
    const { loop, reads } = await read(topic, {
      concurrency: 1,
      handle: async (batch) => {
        if (batch.partition === 1) return batch.nextOffset;
        attempts += 1;
        if (isWrong) throw new TypeError('nobody foresaw this');
        return batch.nextOffset;
      },
    });
    await send(topic, 0, ['poison']);
    for (const text of numbered('a', 5)) await send(topic, 1, [text]);
    await eventually(
      async () => textsOf(reads, 1),
      (texts) => texts.length === 5,
    );
    await eventually(
      async () => attempts,
      (count) => count >= 3,
    );
    expect(loop.stuck()).toEqual([{ topic, partition: 0, seconds: expect.any(Number) }]);
    isWrong = false;
    await eventually(
      async () => loop.stuck(),
      (stuck) => stuck.length === 0,
    );
    expect(textsOf(reads, 0).at(-1)).toBe('poison');
  });

  it('keeps no other from being read while its handler hangs', async () => {
    const topic = await makeTopic(2);
    const hangs = Promise.withResolvers<number>();
    const { loop, reads } = await read(topic, {
      concurrency: 1,
      handle: (batch) => (batch.partition === 0 ? hangs.promise : Promise.resolve(batch.nextOffset)),
    });
    await send(topic, 0, ['hangs']);
    await until(reads, 1);
    for (const text of numbered('a', 3)) await send(topic, 1, [text]);
    await eventually(
      async () => textsOf(reads, 1),
      (texts) => texts.length === 3,
      20_000,
    );
    expect(loop.stuck()).toMatchObject([{ topic, partition: 0 }]);
    hangs.resolve(1);
    await eventually(
      async () => loop.stuck(),
      (stuck) => stuck.length === 0,
    );
  });

  it('keeps no other from being read when it cannot be positioned, and is asked about again', async () => {
    const topic = await makeTopic(2);
    await send(topic, 0, ['a']);
    await send(topic, 1, ['b']);
    let isUnavailable = true;
    const { reads } = await read(topic, {
      findPosition: async ({ partition }) => {
        if (partition === 0 && isUnavailable)
          throw new LmsError('unavailable', 'unavailable', { retryable: true });
        return { topicId: await idOf(topic), offset: 0, leaderEpoch: -1 };
      },
    });
    await until(reads, 1);
    expect(textsOf(reads, 1)).toEqual(['b']);
    isUnavailable = false;
    await until(reads, 2);
    expect(textsOf(reads, 0)).toEqual(['a']);
  });
});

describe('a log that is not the one that was read', () => {
  /** Reads from a position, and returns why it is asked for another one. */
  async function refusal(topic: string, position: (topicId: string) => Position): Promise<PositionReason[]> {
    const reasons: PositionReason[] = [];
    const { loop, reads } = await read(topic, {
      findPosition: async ({ reason }) => {
        reasons.push(reason);
        return reasons.length === 1 ? position(await idOf(topic)) : 'halted';
      },
    });
    await eventually(
      async () => reasons.length,
      (count) => count === 2,
    );
    expect(reads).toEqual([]);
    await loop.stop();
    return reasons.slice(1);
  }

  it('is told by the offset, the topic’s id and the leader epoch', async () => {
    const topic = await makeTopic(1);
    await send(topic, 0, numbered('a', 5));
    const good = { offset: 3, leaderEpoch: 0 };
    expect(await refusal(topic, (topicId) => ({ topicId, offset: 6, leaderEpoch: -1 }))).toEqual([
      { kind: 'out-of-range' },
    ]);
    expect(await refusal(topic, () => ({ ...good, topicId: randomUUID() }))).toEqual([
      { kind: 'unknown-topic-id' },
    ]);
    expect(await refusal(topic, (topicId) => ({ ...good, topicId, offset: 6 }))).toEqual([
      { kind: 'diverged', at: { leaderEpoch: 0, endOffset: 5 } },
    ]);
    // No leader of this log was ever the hundredth.
    expect(await refusal(topic, (topicId) => ({ ...good, topicId, leaderEpoch: 100 }))).toEqual([
      { kind: 'out-of-range' },
    ]);
  });
});

describe('a member without progress', () => {
  it('leaves the group so that another takes over, and joins again once what it needs answers', async () => {
    const topic = await makeTopic(1);
    const hangs = Promise.withResolvers<number>();
    let answers = false;
    const one = await read(topic, {
      by: 'one',
      maxInHandMs: 500,
      handle: (batch) => (batch.fetchedOffset === 0 ? hangs.promise : Promise.resolve(batch.nextOffset)),
      probe: async () => {
        if (!answers) throw new LmsError('unavailable', 'dark', { retryable: true });
      },
    });
    await send(topic, 0, ['a']);
    await until(one.reads, 1);
    await eventually(
      async () => {
        try {
          one.loop.checkAlive();
          return 'alive';
        } catch {
          return 'dead';
        }
      },
      (state) => state === 'dead',
    );
    const two = await read(topic, { by: 'two' });
    await until(two.reads, 1);
    await committed(topic, 1);
    await two.loop.stop();
    await send(topic, 0, ['b']);
    expect(await ours.hasMembers(topic)).toBe(false);
    hangs.resolve(0);
    answers = true;
    await until(one.reads, 2);
    expect(one.reads.map(({ text }) => text)).toEqual(['a', 'b']);
    one.loop.checkAlive();
  });
});

it('reads partitions that a topic gets meanwhile', async () => {
  const topic = await makeTopic(1);
  const { reads } = await read(topic, { partitionCheckMs: 200 });
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await eventually(
    () => admin.fetchTopicMetadata({ topics: [topic] }),
    ({ topics: [found] }) => found?.partitions.length === 3,
  );
  await send(topic, 2, ['a']);
  await until(reads, 1);
  expect(textsOf(reads, 2)).toEqual(['a']);
});

it('members share the partitions, and take over those of one that leaves', async () => {
  const topic = await makeTopic(4);
  const assigned = new Map<string, number[]>();
  const join = (by: string) =>
    read(topic, {
      by,
      onAssigned: (partitions) => {
        assigned.set(by, partitions.map(({ partition }) => partition).sort());
      },
    });
  const sendAll = (name: string) =>
    Promise.all([0, 1, 2, 3].map((partition) => send(topic, partition, [name])));
  await sendAll('alone');
  const one = await join('one');
  await until(one.reads, 4);
  await committed(topic, 1);
  const two = await join('two');
  await eventually(
    async () => [...assigned.values()],
    (all) => all.length === 2 && all.every(({ length }) => length === 2),
  );
  expect([...assigned.values()].flat().sort()).toEqual([0, 1, 2, 3]);
  await sendAll('shared');
  await eventually(
    async () => [...one.reads, ...two.reads].filter(({ text }) => text === 'shared').length,
    (count) => count >= 4,
  );
  await committed(topic, 2);
  await one.loop.stop();
  await eventually(
    async () => assigned.get('two')?.length,
    (count) => count === 4,
  );
  await sendAll('taken over');
  await eventually(
    async () => two.reads.filter(({ text }) => text === 'taken over').length,
    (count) => count >= 4,
  );
  // What was read was committed before it was another's, so that nothing is read twice.
  const all = [...one.reads, ...two.reads].map(({ partition, offset }) => `${partition}/${offset}`);
  expect(all.toSorted()).toEqual([0, 1, 2, 3].flatMap((p) => [0, 1, 2].map((offset) => `${p}/${offset}`)));
});

it('a member commits nothing of a partition that is another’s by then', async () => {
  const topic = await makeTopic(2);
  const assigned = new Map<string, number[]>();
  const members = ['one', 'two'].map((name) =>
    createGroupMember({
      settings: adminSettings(),
      clientId: 'test',
      groupId: topic,
      topics: [topic],
      logger: createLogger('test', 'silent'),
      partitionCheckMs: 60_000,
      onRebalance: () => undefined,
      onLost: () => undefined,
      onAssigned: (partitions) =>
        assigned.set(
          name,
          partitions.map(({ partition }) => partition),
        ),
    }),
  );
  try {
    for (const member of members) await member.join();
    await eventually(
      async () => [...assigned.values()],
      (all) => all.length === 2 && all.every(({ length }) => length === 1),
    );
    await members[0]?.commit([0, 1].map((partition) => ({ topic, partition, offset: 5 })));
    const own = assigned.get('one')?.[0] ?? -1;
    const offsets = await ours.committedOffsets(topic, topic);
    expect([...offsets].filter(([, offset]) => offset !== -1)).toEqual([[own, 5]]);
  } finally {
    await Promise.all(members.map((member) => member.leave()));
  }
});

it('who may not read as a group is told so for good', async () => {
  const { username, password } = endpoints().kafka.users['acme-hr'] ?? { username: '', password: '' };
  const stranger = { ...adminSettings(), KAFKA_USERNAME: username, KAFKA_PASSWORD: password };
  await expect(read('training-records', { settings: stranger })).rejects.toMatchObject({
    code: 'unexpected',
    retryable: false,
  });
});

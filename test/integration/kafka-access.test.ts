import kafkajs, { type Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { serviceEnvironment } from '../support/credentials.ts';
import { endpoints } from '../support/product.ts';

const TOPICS = [
  'training-records',
  'training-record-errors',
  'transcript-changes',
  'training-feed.acme',
  'training-feed.globex',
];

/** What each user may write and read; everything else is denied. Written out: the access lists are made from a file. */
const ALLOWED: Readonly<Record<string, { write: string[]; read: string[]; groups: string[] }>> = {
  ingest: { write: ['training-records'], read: [], groups: [] },
  'transcript-writer': {
    write: ['training-record-errors', 'transcript-changes'],
    read: ['training-records', 'training-feed.acme', 'training-feed.globex'],
    groups: ['transcript-writer', 'transcript-writer-feeds'],
  },
  aggregator: { write: [], read: ['training-record-errors', 'transcript-changes'], groups: ['aggregator'] },
  'acme-hr': { write: ['training-feed.acme'], read: [], groups: [] },
  'globex-hr': { write: ['training-feed.globex'], read: [], groups: [] },
};

const GROUPS = ['transcript-writer', 'transcript-writer-feeds', 'aggregator', 'another'];

function kafkaAs(user: string, password?: string): Kafka {
  const { brokers, users } = endpoints().kafka;
  const secret = password ?? users[user]?.password ?? serviceEnvironment(user)['KAFKA_PASSWORD'] ?? '';
  return new kafkajs.Kafka({
    brokers,
    sasl: { mechanism: 'scram-sha-512', username: user, password: secret },
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
}

/** How the broker answers: 'done', or the type of its refusal. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'done';
  } catch (error) {
    const last =
      error instanceof kafkajs.KafkaJSNonRetriableError && error.cause !== undefined ? error.cause : error;
    if (last instanceof kafkajs.KafkaJSProtocolError) return last.type;
    // What kafkajs makes of a broker that does not tell this user who coordinates the group.
    if (last instanceof kafkajs.KafkaJSGroupCoordinatorNotFound) return 'GROUP_AUTHORIZATION_FAILED';
    throw error;
  }
}

describe.each(Object.entries(ALLOWED))('%s', (user, { write, read, groups }) => {
  it('sees only topics that it may write or read', async () => {
    const admin = kafkaAs(user).admin();
    await admin.connect();
    try {
      expect((await admin.listTopics()).filter((topic) => !topic.startsWith('__')).sort()).toEqual(
        expect.arrayContaining([...write, ...read].sort()),
      );
      for (const topic of TOPICS) {
        const outcome = await outcomeOf(() => admin.fetchTopicMetadata({ topics: [topic] }));
        expect(outcome, topic).toBe(
          [...write, ...read].includes(topic) ? 'done' : 'TOPIC_AUTHORIZATION_FAILED',
        );
      }
    } finally {
      await admin.disconnect();
    }
  });

  it('cannot write any topic but its own', async () => {
    const producer = kafkaAs(user).producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      // What it may write is written by the services themselves, all the time; here it would only be noise.
      for (const topic of TOPICS.filter((one) => !write.includes(one))) {
        const outcome = await outcomeOf(() =>
          producer.send({ topic, messages: [{ partition: 0, value: 'x' }] }),
        );
        expect(outcome, topic).toBe('TOPIC_AUTHORIZATION_FAILED');
      }
    } finally {
      await producer.disconnect();
    }
  });

  it('cannot read as any group but its own', async () => {
    const admin = kafkaAs(user).admin();
    await admin.connect();
    try {
      await admin.listTopics();
      for (const groupId of GROUPS) {
        const outcome = await outcomeOf(() => admin.fetchOffsets({ groupId, topics: read.slice(0, 1) }));
        if (!groups.includes(groupId)) expect(outcome, groupId).toBe('GROUP_AUTHORIZATION_FAILED');
        else expect(outcome, groupId).toBe('done');
      }
    } finally {
      await admin.disconnect();
    }
  });

  it('can make, change or delete nothing', async () => {
    const admin = kafkaAs(user).admin();
    await admin.connect();
    try {
      const attempts = [
        () => admin.createTopics({ topics: [{ topic: 'training-feed.mine' }] }),
        () => admin.deleteTopics({ topics: ['training-records'] }),
        () => admin.deleteGroups(['aggregator']),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toThrow();
    } finally {
      await admin.disconnect();
    }
  });
});

it.each([
  ['acme-hr', 'wrong'],
  ['nobody', 'wrong'],
])('%s with the password "%s" is not let in', async (user, password) => {
  const admin = kafkaAs(user, password).admin();
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
});

import kafkajs, { type Kafka } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { course, encode, kafkaAs, send } from '../support/feed.ts';
import { endpoints, eventually, sql } from '../support/product.ts';

// A name of its own for each run, so that the suite can run again on the same data.
const SLUG = `stranger-${Date.now().toString(36)}`;
const topic = `training-feed.${SLUG}`;
const asStranger = (): Kafka => kafkaAs(`${SLUG}-hr`);
let created = '';

beforeAll(async () => {
  const { code, output } = await runCommand('tenant-create', [SLUG, 'Stranger & Sons']);
  if (code !== 0) throw new Error(output);
  created = output;
  await loadPeople(SLUG, [{ username: 'sam.stranger', employeeId: null }]);
});

describe('tenant:create', () => {
  it('prints the credentials once, and can be called again', async () => {
    const password = endpoints().kafka.users[`${SLUG}-hr`]?.password;
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(created).toContain(password);
    const { code, output } = await runCommand('tenant-create', [SLUG, 'Stranger & Sons']);
    expect(code).toBe(0);
    expect(output).not.toContain(password);
    expect(await sql('SELECT name FROM tenants WHERE slug = $1', [SLUG])).toEqual([
      { name: 'Stranger & Sons' },
    ]);
  });

  it('refuses a slug that is taken or that is none', async () => {
    const slugs = ['acme', 'Upper', 'a'.repeat(64), '-dash', 'dot.ted'];
    const results = await Promise.all(slugs.map((slug) => runCommand('tenant-create', [slug, 'Name'])));
    expect(results.map(({ code }) => code)).toEqual(slugs.map(() => 1));
    expect((await runCommand('tenant-create', ['no-name'])).code).toBe(1);
  });

  it('makes a tenant that the running services take in', async () => {
    await send(SLUG, await encode('CourseRecord', [course('sam.stranger', 'NEW-1')]));
    await eventually(
      () => storedCourses(SLUG, 'NEW-'),
      (courses) => courses.size === 1,
    );
    const opened = await callAsStranger('/api/feeds', { type: 'courses' });
    expect(opened.status).toBe(201);
    const { id } = (await opened.json()) as ImportView;
    await send(SLUG, await encode('CourseRecord', [course('SAM.stranger', 'NEW-2', { importId: id })]));
    expect((await callAsStranger(`/api/feeds/${id}/close`, { total: 1 })).status).toBe(202);
    const view = await eventually(
      async () => (await (await callAsStranger(`/api/imports/${id}`)).json()) as ImportView,
      ({ status }) => status !== 'In progress',
    );
    expect(view).toMatchObject({ status: 'Complete', successes: 1, initiatedBy: `${SLUG}-hr` });
  });
});

describe("a tenant's own Kafka user", () => {
  it('may describe its topic, and sees no other', async () => {
    const admin = asStranger().admin();
    await admin.connect();
    try {
      expect(await admin.listTopics()).toEqual([topic]);
      expect((await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions).toHaveLength(3);
    } finally {
      await admin.disconnect();
    }
  });

  it.each(['training-feed.acme', 'training-records', 'training-record-errors', 'transcript-changes'])(
    'may not write to %s',
    async (other) => {
      const producer = asStranger().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      await producer.connect();
      try {
        await expect(producer.send({ topic: other, messages: [{ value: 'x' }] })).rejects.toSatisfy(
          isRefused,
        );
      } finally {
        await producer.disconnect();
      }
    },
  );

  it.each([topic, 'training-records', 'training-record-errors', 'transcript-changes'])(
    'may not read %s',
    async (one) => {
      for (const groupId of [
        'transcript-writer',
        'transcript-writer-feeds',
        'aggregator',
        'a-group-of-mine',
      ]) {
        const consumer = asStranger().consumer({ groupId, retry: { retries: 0 } });
        await consumer.connect();
        try {
          await consumer.subscribe({ topics: [one] }).then(
            () => expect(crashOf(consumer)).resolves.toSatisfy(isRefused),
            (error) => expect(error).toSatisfy(isRefused),
          );
        } finally {
          await consumer.disconnect();
        }
      }
    },
  );
});

describe("a tenant's own Kafka user, beside records", () => {
  it('may neither make topics, change settings, nor give itself rights', async () => {
    const admin = asStranger().admin();
    await admin.connect();
    try {
      await expect(admin.createTopics({ topics: [{ topic: 'mine' }] })).rejects.toSatisfy(isRefused);
      await expect(admin.deleteTopics({ topics: [topic] })).rejects.toSatisfy(isRefused);
      await expect(
        admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '0' }] }),
      ).rejects.toThrow();
      await expect(
        admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: kafkajs.ConfigResourceTypes.TOPIC,
              name: topic,
              configEntries: [{ name: 'message.timestamp.type', value: 'CreateTime' }],
            },
          ],
        }),
      ).rejects.toSatisfy(isRefused);
      await expect(
        admin.createAcls({
          acl: [
            {
              principal: `User:${SLUG}-hr`,
              host: '*',
              permissionType: kafkajs.AclPermissionTypes.ALLOW,
              operation: kafkajs.AclOperationTypes.READ,
              resourceType: kafkajs.AclResourceTypes.TOPIC,
              resourceName: topic,
              resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
            },
          ],
        }),
      ).rejects.toSatisfy(isRefused);
    } finally {
      await admin.disconnect();
    }
  });

  it('has the right to write its topic, which includes to describe it, and no other', async () => {
    const admin = kafkaAs('admin').admin();
    await admin.connect();
    try {
      const { resources } = await admin.describeAcls({
        principal: `User:${SLUG}-hr`,
        resourceType: kafkajs.AclResourceTypes.ANY,
        operation: kafkajs.AclOperationTypes.ANY,
        permissionType: kafkajs.AclPermissionTypes.ANY,
        resourcePatternType: kafkajs.ResourcePatternTypes.ANY,
      });
      expect(resources).toHaveLength(1);
      expect(resources[0]).toMatchObject({
        resourceName: topic,
        resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
        acls: [
          { operation: kafkajs.AclOperationTypes.WRITE, permissionType: kafkajs.AclPermissionTypes.ALLOW },
        ],
      });
    } finally {
      await admin.disconnect();
    }
  });
});

describe('somebody who guesses', () => {
  it('is nobody with another password', async () => {
    const { brokers } = endpoints().kafka;
    const admin = new kafkajs.Kafka({
      brokers,
      sasl: { mechanism: 'scram-sha-512', username: `${SLUG}-hr`, password: 'guessed' },
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin();
    await expect(admin.connect()).rejects.toThrow(/SASL|authentication/i);
  });
});

async function callAsStranger(path: string, body?: unknown): Promise<Response> {
  const { portal, identity } = endpoints();
  const secret = /OAuth secret +(\S+)/.exec(created)?.[1];
  const answer = await fetch(identity.token, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${SLUG}-hr:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return fetch(new URL(path, portal), {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

/** The error that a consumer which has begun to run ends with. */
function crashOf(consumer: kafkajs.Consumer): Promise<Error> {
  return new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    consumer
      .run({ eachMessage: async () => reject(new Error('It was allowed to read')) })
      .catch((error: Error) => resolve(error));
  });
}

/** kafkajs tells a group it may not use from one that has no coordinator by nothing. */
const REFUSALS = ['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'];

/** Whether the broker refused for want of a right, or of what the right would have shown. */
function isRefused(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'KafkaJSGroupCoordinatorNotFound') return true;
    if ('type' in cause && REFUSALS.includes(String(cause.type))) return true;
    if ('errors' in cause && Array.isArray(cause.errors) && cause.errors.some(isRefused)) return true;
  }
  return false;
}

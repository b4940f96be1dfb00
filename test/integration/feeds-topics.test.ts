import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadPeople, runCommand } from '../support/commands.ts';
import { mirroredCourses, storedCourses } from '../support/compare-state.ts';
import { course, encode, kafkaAs, runningCounts, send } from '../support/feed.ts';
import { measured } from '../support/metrics.ts';
import { eventually, sql } from '../support/product.ts';

const RUN = Date.now().toString(36);
let admin: Admin;

beforeAll(async () => {
  await loadPeople('acme', [{ username: 'tom.topics', employeeId: null }]);
  admin = kafkaAs('admin').admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());

async function refused(): Promise<number> {
  return (await measured('transcript-writer', 'lms_writer_feeds_refused')) ?? Number.NaN;
}

async function setTopic(topic: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  });
}

const GOOD = { 'compression.type': 'uncompressed', 'message.timestamp.type': 'LogAppendTime' };

async function makeTopic(topic: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: true });
}

it('are not read before they belong to a tenant, keep the time of the broker and store batches unpacked', async () => {
  const slug = `topics-${RUN}`;
  const topic = `training-feed.${slug}`;
  const packed = `packed-${RUN}`;
  const before = await refused();
  await makeTopic(topic, { 'compression.type': 'uncompressed' });
  await sql("INSERT INTO tenants (slug, name) VALUES ($1, 'Packed')", [packed]);
  await makeTopic(`training-feed.${packed}`, {
    'compression.type': 'zstd',
    'message.timestamp.type': 'LogAppendTime',
  });
  await eventually(refused, (count) => count === before + 2);
  const [value] = await encode('CourseRecord', [course('una.topics', `TOPIC-${RUN}`)]);
  await sendAsAdmin(topic, value?.value as Buffer);

  await sql(
    `WITH tenant AS (INSERT INTO tenants (slug, name) VALUES ($1, 'Topics') RETURNING tenant_id)
     INSERT INTO people (tenant_id, username, username_folded, first_name, last_name, role, people_version)
     SELECT tenant_id, 'una.topics', 'una.topics', 'Una', 'Topics', 'learner', 1 FROM tenant`,
    [slug],
  );
  await setTopic(topic, GOOD);
  await eventually(refused, (count) => count === before + 1);
  await eventually(
    () => storedCourses(slug, `TOPIC-${RUN}`),
    (courses) => courses.size === 1,
  );
});

it('are read no further when their settings become wrong, and again when these are right', async () => {
  const slug = `topics-${RUN}`;
  const topic = `training-feed.${slug}`;
  const before = await refused();
  await setTopic(topic, { ...GOOD, 'message.timestamp.type': 'CreateTime' });
  await eventually(refused, (count) => count === before + 1);
  const [value] = await encode('CourseRecord', [course('una.topics', `LATER-${RUN}`)]);
  await sendAsAdmin(topic, value?.value as Buffer);
  // Nobody reads it, and still it is known how much waits there.
  await eventually(
    () => measured('transcript-writer', `lms_writer_lag_messages{topic="${topic}",partition="0"}`),
    (lag) => lag === 1,
  );
  expect(await storedCourses(slug, `LATER-${RUN}`)).toHaveProperty('size', 0);
  await setTopic(topic, GOOD);
  await eventually(
    () => storedCourses(slug, `LATER-${RUN}`),
    (courses) => courses.size === 1,
  );
  expect(await refused()).toBe(before);
});

it('hold up no other when one is deleted', async () => {
  await admin.deleteTopics({ topics: ['topics', 'packed'].map((name) => `training-feed.${name}-${RUN}`) });
  await send('acme', await encode('CourseRecord', [course('tom.topics', `DELETED-${RUN}`)]));
  await eventually(
    () => storedCourses('acme', `DELETED-${RUN}`),
    (courses) => courses.size === 1,
  );
});

it('may have more partitions than the topics that their outcomes go to', async () => {
  const slug = `wide-${RUN}`;
  const { code, output } = await runCommand('tenant-create', [slug, 'Wide']);
  expect(code, output).toBe(0);
  await loadPeople(slug, [{ username: 'wanda.wide', employeeId: null }]);
  const [changes, partitions] = [await admin.fetchTopicOffsets('transcript-changes'), 8];
  expect(changes.length).toBeLessThan(partitions);
  await admin.createPartitions({
    topicPartitions: [{ topic: `training-feed.${slug}`, count: partitions }],
  });
  const numbers = Array.from({ length: partitions }, (_, partition) => `WIDE-${partition}`);
  const messages = await encode('CourseRecord', [
    ...numbers.map((number) => course('wanda.wide', number)),
    ...numbers.map((number) => course('nobody.wide', number)),
  ]);
  // One after another: a broker that does not lead a new partition yet refuses it, and kafkajs then sends those again that
  // were taken beside it. Counted twice, they would make up for the missing ones.
  for (const [index, message] of messages.entries()) {
    await send(slug, [{ ...message, partition: index % partitions }]);
  }
  await eventually(
    () => runningCounts(slug, 'courses'),
    ({ successes, failures }) => successes === partitions && failures === partitions,
  );
  expect((await storedCourses(slug, 'WIDE-')).size).toBe(partitions);
  expect((await mirroredCourses(slug, 'WIDE-')).size).toBe(partitions);
});

async function sendAsAdmin(topic: string, value: Buffer): Promise<void> {
  const producer = kafkaAs('admin').producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

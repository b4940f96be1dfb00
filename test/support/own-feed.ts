import kafkajs, { type Admin, type Message } from 'kafkajs';
import { serviceEnvironment } from './credentials.ts';
import { course, encode, kafkaAs } from './feed.ts';
import { eventually, sql } from './product.ts';

/** A tenant of its own with one person and a feed topic, so that a test may do anything to the topic. */
export interface OwnFeed {
  readonly tenant: string;
  readonly topic: string;
}

const USERNAME = 'una.own';

/** What feed topics must have to be read (schemas/kafka/topics.json). */
const SETTINGS = { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'uncompressed' };

export async function makeFeed(admin: Admin, tenant: string, numPartitions = 1): Promise<OwnFeed> {
  await sql(
    `WITH tenant AS (INSERT INTO tenants (slug, name) VALUES ($1, $1) RETURNING tenant_id)
     INSERT INTO people (tenant_id, username, username_folded, first_name, last_name, role, people_version)
     SELECT tenant_id, $2, $2, 'Una', 'Own', 'learner', 1 FROM tenant`,
    [tenant, USERNAME],
  );
  const topic = `training-feed.${tenant}`;
  await makeFeedTopic(admin, topic, numPartitions);
  return { tenant, topic };
}

export async function makeFeedTopic(admin: Admin, topic: string, numPartitions = 1): Promise<void> {
  const configEntries = Object.entries(SETTINGS).map(([name, value]) => ({ name, value }));
  // A topic of the same name may still be being deleted.
  await eventually(
    () => admin.listTopics(),
    (topics) => !topics.includes(topic),
  );
  // False means that it is there already: an attempt that failed may have made it.
  await eventually(
    () => admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] }).catch(() => undefined),
    (created) => created !== undefined,
  );
}

/** Sends courses of these numbers to a partition, as one record batch. */
export async function sendCourses(topic: string, numbers: readonly string[], partition = 0): Promise<void> {
  const records = await encode(
    'CourseRecord',
    numbers.map((number) => course(USERNAME, number)),
  );
  await sendMessages(
    topic,
    records.map(({ value }) => ({ partition, value })),
  );
}

export async function sendMessages(topic: string, messages: Message[]): Promise<void> {
  const producer = kafkaAs('admin').producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages });
  } finally {
    await producer.disconnect();
  }
}

/** How many courses of the tenant are stored. */
export async function countCourses({ tenant }: OwnFeed): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM course_records JOIN tenants USING (tenant_id) WHERE slug = $1',
    [tenant],
  );
  return row?.count ?? 0;
}

export async function untilStored(feed: OwnFeed, count: number): Promise<void> {
  await eventually(
    () => countCourses(feed),
    (stored) => stored === count,
  );
}

/** Why a partition is halted; undefined while it is not. */
export async function haltOf(topic: string, partition = 0): Promise<string | undefined> {
  const [row] = await sql<{ reason: string }>(
    'SELECT reason FROM halted_partitions WHERE topic = $1 AND partition = $2',
    [topic, partition],
  );
  return row?.reason;
}

/** Waits until a topic's first partition is halted, and says why. */
export function untilHalted(topic: string): Promise<string | undefined> {
  return eventually(
    () => haltOf(topic),
    (reason) => reason !== undefined,
  );
}

/** Course numbers that begin alike. */
export function courseNumbers(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

export async function nextOffsetOf(topic: string, partition = 0): Promise<number | undefined> {
  const [row] = await sql<{ next_offset: number }>(
    'SELECT next_offset::int FROM consumer_positions WHERE topic = $1 AND partition = $2',
    [topic, partition],
  );
  return row?.next_offset;
}

/** The reasons for which the writer's metrics say that a topic's partitions are halted. */
export async function alertsOf(topic: string): Promise<string[]> {
  const { PORT } = serviceEnvironment('transcript-writer');
  const metrics = await fetch(`http://127.0.0.1:${PORT}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('lms_writer_partition_halted{') && line.includes(`topic="${topic}"`))
    .map((line) => /reason="([^"]+)"/.exec(line)?.[1] ?? '');
}

/** Waits until the writer's metrics say that a partition of a topic is halted, and returns why. */
export function untilAlerted(topic: string): Promise<string[]> {
  return eventually(
    () => alertsOf(topic),
    (reasons) => reasons.length > 0,
  );
}

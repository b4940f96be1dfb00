import registryClient from '@kafkajs/confluent-schema-registry';
import kafkajs, { type Message } from 'kafkajs';
import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { storedCourses } from '../support/compare-state.ts';
import { fromCsv } from '../support/csv.ts';
import {
  course,
  encode,
  fieldsOf,
  kafkaAs,
  registryToWrite,
  runningCounts,
  schemaOf,
  send,
} from '../support/feed.ts';
import { people } from '../support/history-generator.ts';
import { call, eventually, finished, sql } from '../support/product.ts';

const PEOPLE = people('poison', 3);
const [somebody = ''] = PEOPLE.map(({ username }) => username);
const SUBJECT = 'lms.training.CourseRecord';

beforeAll(() => loadPeople('acme', PEOPLE));

it('takes every good record beside poison of every kind, and publishes each bad one with its bytes', async () => {
  const good = await encode(
    'CourseRecord',
    Array.from({ length: 12 }, (_, i) => course(somebody, `GOOD-${i}`)),
  );
  const poison = await poisonOf(good[0]?.value as Buffer);
  const mixed: Message[] = good.flatMap((message, index) => {
    const bad = poison[index];
    return bad === undefined ? [message] : [message, { value: bad }];
  });
  const before = await runningCounts('acme', 'courses');
  const [sent] = await send(
    'acme',
    mixed.map((message) => ({ ...message, partition: 1 })),
  );
  await eventually(
    () => runningCounts('acme', 'courses'),
    ({ successes, failures }) =>
      successes === before.successes + good.length && failures === before.failures + poison.length,
  );
  expect(await storedCourses('acme', 'GOOD-')).toHaveProperty('size', good.length);
  const published = await publishedErrors(Number(sent?.baseOffset), mixed.length);
  expect(published.map(({ record }) => record)).toEqual(poison);
  expect(new Set(published.flatMap(({ reasons }) => reasons.map(({ code }) => code)))).toEqual(
    new Set(['undecodable']),
  );

  const [entry] = await sql<{ import_id: string }>(
    `UPDATE imports SET feed_day = (SELECT min(feed_day) FROM imports) - 1
     WHERE source = 'feed' AND type = 'courses' AND status = 'in_progress' AND feed_day IS NOT NULL
       AND tenant_id = (SELECT tenant_id FROM tenants WHERE slug = 'acme') RETURNING import_id`,
  );
  await finished(entry?.import_id ?? '');
  const { header, rows } = fromCsv(
    await (await call('acme-hr', `/api/imports/${entry?.import_id}/errors`)).text(),
  );
  expect(header).toEqual([...fieldsOf('CourseRecord'), 'Errors']);
  const first = rows.map((row) => row[0]);
  for (const bytes of poison) expect(first).toContain(bytes?.toString('utf8') ?? '');
});

it('gets messages that are too large refused by the broker', async () => {
  const [message] = await encode('CourseRecord', [
    course(somebody, 'LARGE-1', { notes: 'x'.repeat(1024 * 1024) }),
  ]);
  await expect(send('acme', [message as Message])).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  const [fits] = await encode('CourseRecord', [
    course(somebody, 'LARGE-2', { notes: 'x'.repeat(1_040_000) }),
  ]);
  const before = await runningCounts('acme', 'courses');
  await send('acme', [fits as Message]);
  await eventually(
    () => runningCounts('acme', 'courses'),
    ({ failures }) => failures === before.failures + 1,
  );
});

it('takes batches that their producer compressed', async () => {
  const [packed] = await encode('CourseRecord', [course(somebody, 'GZIP-1')]);
  const producer = kafkaAs('acme-hr').producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await producer.send({
    topic: 'training-feed.acme',
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [packed as Message],
  });
  await producer.disconnect();
  await eventually(
    () => storedCourses('acme', 'GZIP-'),
    (courses) => courses.size === 1,
  );
});

it('reads a schema that evolved compatibly; the registry refuses one that did not', async () => {
  const { schema } = await schemaOf('CourseRecord');
  const definition = JSON.parse(schema) as { fields: object[] };
  const evolved = {
    ...definition,
    fields: [...definition.fields, { name: 'costCenter', type: ['null', 'string'], default: null }],
  };
  const registry = registryToWrite();
  const register = (candidate: object) =>
    registry.register(
      { type: registryClient.SchemaType.AVRO, schema: JSON.stringify(candidate) },
      { subject: SUBJECT },
    );
  const { id } = await register(evolved);
  const blank = Object.fromEntries(fieldsOf('CourseRecord').map((field) => [field, null]));
  const value = await registry.encode(id, { ...blank, ...course(somebody, 'EVOLVED-1'), costCenter: 'K-7' });
  await send('acme', [{ value }]);
  await eventually(
    () => storedCourses('acme', 'EVOLVED-'),
    (courses) => courses.size === 1,
  );

  const incompatible = {
    ...definition,
    fields: [...definition.fields, { name: 'mandatory', type: 'string' }],
  };
  await expect(register(incompatible)).rejects.toMatchObject({ status: 409 });
});

/** No magic byte, another magic byte, unknown ids, other schemas, truncated, longer than it is, empty, null. */
async function poisonOf(good: Buffer): Promise<(Buffer | null)[]> {
  const registry = registryToWrite();
  const other = {
    type: 'record',
    namespace: 'some.other.system',
    name: 'Invoice',
    fields: [{ name: 'amount', type: 'long' }],
  } as const;
  const { id } = await registry.register(
    { type: registryClient.SchemaType.AVRO, schema: JSON.stringify(other) },
    { subject: 'some.other.system.Invoice' },
  );
  const internal = await registry.getLatestSchemaId('lms.training.UnreadableRow');
  const withId = (bytes: Buffer, schemaId: number) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32BE(schemaId, 1);
    return copy;
  };
  return [
    Buffer.from('{"username":"json.instead"}'),
    Buffer.concat([Buffer.from([1]), good.subarray(1)]),
    withId(good, 4_000_000_000),
    withId(good, 999_999),
    await registry.encode(id, { amount: 12 }),
    withId(good, id),
    await registry.encode(internal, { importId: 'x', rowNumber: 1, reasons: [] }),
    good.subarray(0, good.length - 3),
    Buffer.concat([good, Buffer.from('more')]),
    good.subarray(0, 4),
    Buffer.alloc(0),
    null,
  ];
}

interface PublishedError {
  readonly originOffset: number;
  readonly record: Buffer | null;
  readonly reasons: readonly { readonly code: string }[];
}

/** What was published of the messages of partition 1 from `offset` on, in their order. */
async function publishedErrors(offset: number, count: number): Promise<PublishedError[]> {
  const registry = registryToWrite();
  const consumer = kafkaAs('admin').consumer({ groupId: `test-${Date.now()}` });
  const published = new Map<number, PublishedError>();
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: ['training-record-errors'], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        // What another test has put there, as a stranger may, cannot be decoded.
        const error = await registry.decode(message.value ?? Buffer.alloc(0)).catch(() => undefined);
        if (error === undefined) return;
        const { originTopic, originPartition, originOffset } = error;
        const isOurs = originTopic === 'training-feed.acme' && originPartition === 1;
        if (isOurs && originOffset >= offset && originOffset < offset + count)
          published.set(originOffset, error);
      },
    });
    await eventually(
      async () => published.size,
      (size) => size >= count / 2,
    );
  } finally {
    await consumer.disconnect();
  }
  return [...published.values()].sort((a, b) => a.originOffset - b.originOffset);
}

import { zstdCompressSync } from 'node:zlib';
import { createClient } from '@clickhouse/client';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import {
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { fromCsv } from '../support/csv.ts';
import { kafkaAs, registryUrlToWrite } from '../support/feed.ts';
import { endsOf, loseMessages, whileAggregatorStands } from '../support/lose-messages.ts';
import {
  accept,
  call,
  clickhouse,
  endpoints,
  eventually,
  finished,
  importFile,
  sql,
} from '../support/product.ts';

const CHANGES = 'transcript-changes';
const ERRORS = 'training-record-errors';
const RUN = Date.now().toString(36).toUpperCase();
const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';

let admin: Admin;

beforeAll(async () => {
  await loadPeople('acme', [{ username: 'lost.messages', employeeId: null }]);
  admin = kafkaAs('admin').admin();
  await admin.connect();
});
afterAll(() => admin.disconnect());
// Aggregator has begun with the partition that files of this size go to: what it misses from here on was lost.
beforeEach(() => importFile(csvOf(`WARM-${RUN}`, 20)));

function csvOf(prefix: string, good: number, bad = 0): string {
  const numbers = Array.from({ length: good + bad }, (_, index) => index);
  const lines = numbers.map((number) => {
    const type = number < good ? 'OJT' : 'Webinar';
    return `lost.messages,${prefix}-${number},Lost,${type},2020-01-01`;
  });
  return `${HEADER}\n${lines.join('\n')}\n`;
}

/** Waits until transcript-writer has written all rows of an import, and published what it wrote. */
async function published(id: string, rows: number, before: ReadonlyMap<number, number>): Promise<void> {
  await eventually(
    () =>
      sql<{ rows: number }>(
        'SELECT coalesce(sum(successes + failures), 0)::int AS rows FROM import_progress WHERE import_id = $1',
        [id],
      ),
    ([row]) => row?.rows === rows,
  );
  const entries = await sql<{ changes: number }>(
    'SELECT sum(cardinality(changes))::int AS changes FROM outbox WHERE sequence > 0',
  );
  const count = (offsets: ReadonlyMap<number, number>) => offsets.values().reduce((sum, one) => sum + one, 0);
  await eventually(
    () => endsOf(admin, CHANGES),
    (after) => count(after) - count(before) >= (entries[0]?.changes ?? 0),
  );
}

/** How many batches aggregator has taken from the outbox. */
async function fromOutbox(reason: string): Promise<number> {
  const { PORT } = serviceEnvironment('aggregator');
  const metrics = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text();
  const line = new RegExp(`^lms_aggregator_outbox_batches_total\\{reason="${reason}"\\} (\\d+)$`, 'm');
  return Number(line.exec(metrics)?.[1] ?? 0);
}

async function expectMirrored(prefix: string, rows: number): Promise<void> {
  const stored = await storedCourses('acme', prefix);
  expect(stored.size).toBe(rows);
  expect(differences(await mirroredCourses('acme', prefix), stored)).toEqual([]);
}

it('changes that Kafka lost are taken from the outbox as soon as a later one shows the gap', async () => {
  const prefix = `GAP-${RUN}`;
  // To a process that has read nothing of the source partition yet, parts that are missing look like ones that another
  // process took.
  const lost = async () => (await fromOutbox('gap')) + (await fromOutbox('handover'));
  const gaps = await lost();
  const id = await whileAggregatorStands(admin, async () => {
    const before = await endsOf(admin, CHANGES);
    const { id } = await accept(csvOf(prefix, 2_000));
    await published(id, 2_000, before);
    expect(await loseMessages(admin, CHANGES, before, 1)).toBeGreaterThanOrEqual(3);
    return id;
  });
  expect(await finished(id)).toMatchObject({
    status: 'Complete',
    total: 2_000,
    successes: 2_000,
    failures: 0,
  });
  await expectMirrored(prefix, 2_000);
  expect(await lost()).toBeGreaterThan(gaps);
});

it('errors that Kafka lost are taken from the outbox before they are counted', async () => {
  const prefix = `ERRORS-${RUN}`;
  const id = await whileAggregatorStands(admin, async () => {
    const [changes, errors] = [await endsOf(admin, CHANGES), await endsOf(admin, ERRORS)];
    const { id } = await accept(csvOf(prefix, 100, 300));
    await published(id, 400, changes);
    expect(await loseMessages(admin, ERRORS, errors, 0)).toBe(300);
    return id;
  });
  expect(await finished(id)).toMatchObject({
    status: 'Complete but with errors',
    successes: 100,
    failures: 300,
  });
  const file = fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text());
  expect(file.rows.map(([, number]) => number)).toEqual(
    Array.from({ length: 300 }, (_, index) => `${prefix}-${100 + index}`),
  );
  await expectMirrored(prefix, 100);
});

it('what was lost at the end of the log, with nothing behind it, is taken from the outbox after a while', async () => {
  const prefix = `END-${RUN}`;
  const stalled = await fromOutbox('stalled');
  const id = await whileAggregatorStands(admin, async () => {
    const [changes, errors] = [await endsOf(admin, CHANGES), await endsOf(admin, ERRORS)];
    const { id } = await accept(csvOf(prefix, 300, 50));
    await published(id, 350, changes);
    expect(await loseMessages(admin, CHANGES, changes, 0)).toBeGreaterThan(0);
    expect(await loseMessages(admin, ERRORS, errors, 0)).toBe(50);
    // As if they had waited for a while: aggregator leaves younger ones to Kafka.
    await sql("UPDATE outbox SET created_at = created_at - interval '1 minute'");
    await sql("UPDATE mirror_positions SET updated_at = updated_at - interval '1 minute'");
    return id;
  });
  expect(await finished(id)).toMatchObject({
    status: 'Complete but with errors',
    successes: 300,
    failures: 50,
  });
  await expectMirrored(prefix, 300);
  expect(await fromOutbox('stalled')).toBeGreaterThan(stalled);
});

it('a replay from the start of the log changes nothing and brings nothing back', async () => {
  const prefix = `REPLAY-${RUN}`;
  const view = await importFile(csvOf(prefix, 10, 20));
  // As retention does it, and as what a person's deletion leaves of their failures.
  await sql('DELETE FROM import_failure_pages WHERE import_id = $1', [view.id]);
  const records = () =>
    clickhouse<{ rows: string }>(
      'SELECT count() AS rows FROM course_records WHERE startsWith(course_number, {prefix: String})',
      { prefix: `${prefix}-` },
    );
  expect(Number((await records())[0]?.rows)).toBe(10);
  await clickhouseCommand(`ALTER TABLE course_records DELETE WHERE startsWith(course_number, '${prefix}-')`);
  await whileAggregatorStands(admin, async () => {
    for (const topic of [CHANGES, ERRORS])
      await admin.resetOffsets({ groupId: 'aggregator', topic, earliest: true });
  });
  await eventually(lag, (messages) => messages === 0);
  expect(await sql('SELECT failures_stored($1)::int AS stored', [view.id])).toEqual([{ stored: 0 }]);
  expect(Number((await records())[0]?.rows)).toBe(0);
  expect(await (await call('acme-hr', `/api/imports/${view.id}`)).json()).toEqual(view);
  expect(await runCommand('reconcile', ['--tenant', 'acme', '--repair'])).toMatchObject({ code: 0 });
  await expectMirrored(prefix, 10);
});

/** Messages that are there and that aggregator's group has not committed yet. */
async function lag(): Promise<number> {
  let behind = 0;
  for (const { topic, partitions } of await admin.fetchOffsets({
    groupId: 'aggregator',
    topics: [CHANGES, ERRORS],
  })) {
    const committed = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      behind += Number(high) - Math.max(Number(low), committed.get(partition) ?? 0);
  }
  return behind;
}

async function clickhouseCommand(query: string): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query, clickhouse_settings: { mutations_sync: '1' } });
}

it('what nobody can decode, or what is of another history of the database, changes nothing', async () => {
  const name = `STRANGER ${RUN}`;
  const topics = [CHANGES, ERRORS];
  const producer = kafkaAs('admin').producer();
  await producer.connect();
  for (const topic of topics) {
    const { length } = await admin.fetchTopicOffsets(topic);
    await producer.send({
      topic,
      messages: Array.from({ length }, (_, partition) => ({ partition, value: Buffer.from('not ours') })),
    });
  }
  // Of a history that this database has not had.
  const codec = new AvroCodec(registryUrlToWrite());
  await codec.register(['TranscriptChange']);
  const lines = zstdCompressSync(
    `1\t1\t1\t${name}\t\\N\t\\N\t2020-01-01\t\\N\t\\N\tcompleted\t00000000-0000-0000-0000-000000000000\t1\n`,
  );
  const nothing = { rows: 0, lines: Buffer.alloc(0) };
  const [position] = await sql<{ sequence: number }>(
    "SELECT sequence::int FROM mirror_positions WHERE topic = 'training-records' ORDER BY sequence DESC LIMIT 1",
  );
  const value = codec.encode('TranscriptChange', {
    ...{ sourceTopic: 'training-records', sourcePartition: 0, nextOffset: 1, timeline: 99 },
    ...{ sequence: (position?.sequence ?? 0) + 1, part: 0, parts: 1, errors: 0, counts: [] },
    ...{ courseRecords: nothing, pastCourses: nothing, certificationRecords: { rows: 1, lines } },
  });
  await producer.send({ topic: CHANGES, messages: [{ partition: 0, value }] });
  await producer.disconnect();
  await eventually(lag, (messages) => messages === 0);
  const csv = `Username,Certification Name,Issue Date\nlost.messages,${name},2020-01-01\n`;
  expect(await importFile(csv, { type: 'certifications' })).toMatchObject({ status: 'Complete' });
  expect(await mirroredCertifications('acme', name)).toEqual(await storedCertifications('acme', name));
  expect(await clickhouse(`SELECT 1 FROM certification_records WHERE version = 1`)).toEqual([]);
});

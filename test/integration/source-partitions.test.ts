import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ImportCounts, RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { SourcePartitions } from '../../services/aggregator/consume/source-partitions.ts';
import { type Arrivals, isEmpty, noArrivals } from '../../services/aggregator/flush/arrivals.ts';
import { emptyPublishedBatch, type PublishedBatch } from '../../services/aggregator/flush/published-batch.ts';
import { storeCounts } from '../../services/aggregator/flush/store-counts.ts';
import { createMetrics } from '../../services/aggregator/metrics.ts';
import { readConsumerPosition } from '../../services/transcript-writer/write/consumer-positions.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { NO_ROWS } from '../support/mirror-rows.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

let database: TestDatabase;
let codec: AvroCodec;

beforeAll(async () => {
  database = await createTestDatabase('source_partitions', ['aggregator', 'POSTGRES_URL']);
  codec = new AvroCodec(registryUrlToWrite());
  await codec.register(['RecordError', 'TranscriptChange']);
});
afterAll(() => database?.drop());

/** A source partition that only one test uses. */
const newSource = () => ({ topic: `source-${randomUUID()}`, partition: 3 });
type Source = ReturnType<typeof newSource>;

function change(source: Source, sequence: number, more: Partial<TranscriptChange> = {}): TranscriptChange {
  return {
    ...{ sourceTopic: source.topic, sourcePartition: source.partition, nextOffset: sequence * 10 },
    ...{ timeline: 0, sequence, part: 0, parts: 1, errors: 0, counts: [] },
    ...{ courseRecords: NO_ROWS, pastCourses: NO_ROWS, certificationRecords: NO_ROWS },
    ...more,
  };
}

function error(source: Source, sequence: number, index: number): RecordError {
  return {
    ...{
      tenantId: null,
      importId: null,
      source: 1,
      number: index,
      reasons: [],
      timeline: 0,
      sequence,
      index,
    },
    ...{ originTopic: source.topic, originPartition: source.partition, originOffset: index, record: null },
  };
}

/** What tells a batch from others in what was taken. */
const counts = (importId: string, successes: number, failures = 0): ImportCounts[] => [
  { importId, partition: 3, successes, failures, skipped: 0 },
];

/** Commits a batch as transcript-writer does. */
async function commit(
  source: Source,
  changes: TranscriptChange[],
  errors: RecordError[] = [],
): Promise<void> {
  const [first] = changes;
  await database.admin.query(
    `INSERT INTO outbox (topic, partition, next_offset, sequence, changes, errors) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      ...[source.topic, source.partition, first?.nextOffset, first?.sequence],
      changes.map((one) => codec.encode('TranscriptChange', one)),
      errors.map((one) => codec.encode('RecordError', one)),
    ],
  );
}

function newSources(more: { maxOutboxBytes?: number } = {}): SourcePartitions {
  const logger = createLogger('test', 'silent');
  return new SourcePartitions({ pool: database.service, codec, logger, metrics: createMetrics(), ...more });
}

/** Makes everything durable but the mirror. @returns what was taken, in order */
async function take(sources: SourcePartitions, arrivals: Partial<Arrivals>): Promise<PublishedBatch> {
  const all = emptyPublishedBatch();
  let left: Arrivals = { ...noArrivals(), ...arrivals };
  while (!isEmpty(left)) {
    const { published, rest } = await sources.arrange(left);
    await storeCounts(database.service, published);
    all.counts.push(...published.counts);
    all.failures.push(...published.failures);
    left = rest;
  }
  return all;
}

const sequencesOf = ({ counts }: PublishedBatch) => counts.map(({ sequence }) => sequence);

async function positionOf({ topic, partition }: Source): Promise<{ position: number; entries: number }> {
  const { rows } = await database.admin.query<{ position: number; entries: number }>(
    `SELECT coalesce((SELECT sequence FROM mirror_positions WHERE topic = $1 AND partition = $2), 0)::int AS position,
       (SELECT count(*) FROM outbox WHERE topic = $1 AND partition = $2)::int AS entries`,
    [topic, partition],
  );
  return rows[0] ?? { position: -1, entries: -1 };
}

async function haltOf({ topic, partition }: Source): Promise<unknown> {
  const { rows } = await database.admin.query(
    'SELECT reason, detail FROM halted_partitions WHERE topic = $1 AND partition = $2',
    [topic, partition],
  );
  return rows[0];
}

it('many batches that did not come are taken from the outbox before the one that did, in order', async () => {
  const source = newSource();
  const batches = Array.from({ length: 25 }, (_, index) =>
    change(source, index + 1, { counts: counts(randomUUID(), index) }),
  );
  for (const batch of batches) await commit(source, [batch]);
  const published = await take(newSources(), { changes: batches.slice(24) });
  expect(sequencesOf(published)).toEqual(batches.map(({ sequence }) => sequence));
  expect(await positionOf(source)).toEqual({ position: 25, entries: 0 });
});

it('what is taken from the outbox at once is bounded, however much did not come, and nothing of it is left out', async () => {
  const sources = [newSource(), newSource()];
  const large = Buffer.alloc(1_000);
  for (const source of sources)
    for (let sequence = 1; sequence <= 24; sequence += 1)
      await commit(
        source,
        [change(source, sequence, { errors: 1 })],
        [{ ...error(source, sequence, 0), record: large }],
      );
  // Their changes came, and none of their errors; of the second source partition, nothing.
  const [first, second] = sources;
  if (first === undefined || second === undefined) throw new Error('no sources');
  let left: Arrivals = {
    ...noArrivals(),
    changes: Array.from({ length: 24 }, (_, index) => change(first, index + 1, { errors: 1 })),
    stalled: [{ ...second, sequence: 0 }],
  };
  const taken: RecordError[] = [];
  const arranger = newSources({ maxOutboxBytes: 5_000 });
  while (!isEmpty(left)) {
    const { published, rest } = await arranger.arrange(left);
    expect(published.failures.length).toBeLessThanOrEqual(5 + 10);
    await storeCounts(database.service, published);
    taken.push(...published.failures);
    left = rest;
  }
  for (const source of sources) {
    const of = taken.filter(({ originTopic }) => originTopic === source.topic);
    expect(of.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(await positionOf(source)).toEqual({ position: 24, entries: 0 });
  }
});

it('a batch that is in no outbox halts its source partition until a person has decided, and no other', async () => {
  const [halted, other] = [newSource(), newSource()];
  await commit(halted, [change(halted, 3)]);
  const sources = newSources();
  const changes = [change(halted, 3), change(other, 1), change(halted, 4)];
  await take(sources, { changes });
  expect(await haltOf(halted)).toEqual({ reason: 'gap', detail: { missing: 1 } });
  expect(await haltOf(other)).toBeUndefined();
  expect(await positionOf(halted)).toEqual({ position: 0, entries: 1 });
  expect(await positionOf(other)).toEqual({ position: 1, entries: 0 });

  // As the runbook has it: go on behind the hole.
  const { topic, partition } = halted;
  await database.admin.query('INSERT INTO mirror_positions VALUES ($1, $2, 2)', [topic, partition]);
  const stalled = [{ topic, partition, sequence: 2 }];
  await take(sources, { stalled });
  expect(await positionOf(halted)).toEqual({ position: 2, entries: 1 });
  await database.admin.query('DELETE FROM halted_partitions WHERE topic = $1', [topic]);
  await take(sources, { stalled });
  expect(await positionOf(halted)).toEqual({ position: 3, entries: 0 });
});

it('an entry that cannot be decoded halts its source partition', async () => {
  const source = newSource();
  await database.admin.query(
    `INSERT INTO outbox (topic, partition, next_offset, sequence, changes, errors) VALUES ($1, $2, 1, 1, $3, '{}')`,
    [source.topic, source.partition, [Buffer.from('not ours')]],
  );
  await take(newSources(), { stalled: [{ ...source, sequence: 0 }] });
  expect(await haltOf(source)).toMatchObject({ reason: 'undecodable', detail: { sequence: 1 } });
  expect(await positionOf(source)).toEqual({ position: 0, entries: 1 });
});

it('what stood still and has gone on is left to its messages; what has not is taken to its end', async () => {
  const source = newSource();
  const batches = Array.from({ length: 25 }, (_, index) =>
    change(source, index + 1, { counts: counts(randomUUID(), index) }),
  );
  for (const batch of batches) await commit(source, [batch]);
  const sources = newSources();
  const stalled = [{ ...source, sequence: 0 }];
  expect(sequencesOf(await take(sources, { changes: batches.slice(0, 2), stalled }))).toEqual([1, 2]);
  expect(sequencesOf(await take(sources, { stalled }))).toEqual([]);
  const published = await take(sources, { stalled: [{ ...source, sequence: 2 }] });
  expect(sequencesOf(published)).toEqual(batches.slice(2).map(({ sequence }) => sequence));
  expect(await positionOf(source)).toEqual({ position: 25, entries: 0 });
});

it('what another process has made durable meanwhile is no gap', async () => {
  const source = newSource();
  const [one, other] = [newSources(), newSources()];
  for (const sequence of [1, 2, 3]) await commit(source, [change(source, sequence)]);
  await take(one, { changes: [change(source, 1)] });
  await take(other, { changes: [change(source, 1), change(source, 2)] });
  await take(one, { changes: [change(source, 3)] });
  expect(await positionOf(source)).toEqual({ position: 3, entries: 0 });
  expect(await haltOf(source)).toBeUndefined();
});

it('errors that came before, with another flush, are not taken again; those that did not come are', async () => {
  const source = newSource();
  const errors = [0, 1, 2].map((index) => error(source, 1, index));
  await commit(source, [change(source, 1, { errors: 3 })], errors);
  const sources = newSources();
  expect((await take(sources, { failures: errors.slice(0, 2) })).failures).toHaveLength(2);
  const published = await take(sources, { changes: [change(source, 1, { errors: 3 })] });
  expect(published.failures.map(({ index }) => index)).toEqual([0, 1, 2]);
  // The one that was late: its batch is complete.
  expect((await take(sources, { failures: errors.slice(2) })).failures).toEqual([]);
});

it('counts are replaced as a whole by those of a later batch', async () => {
  const source = newSource();
  const { rows } = await database.admin.query<{ import_id: string }>(
    `WITH tenant AS (INSERT INTO tenants (slug, name) VALUES ($1, 'T') RETURNING tenant_id)
     INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, total, files_removed_at)
     SELECT tenant_id, 'courses', 'file', 'test', 1, 100, now() FROM tenant RETURNING import_id`,
    [`t${randomUUID()}`],
  );
  const importId = rows[0]?.import_id ?? '';
  const shown = async (): Promise<unknown> =>
    (
      await database.admin.query('SELECT successes::int, failures::int FROM imports WHERE import_id = $1', [
        importId,
      ])
    ).rows[0];
  const sources = newSources();
  await take(sources, { changes: [change(source, 1, { counts: counts(importId, 90) })] });
  expect(await shown()).toEqual({ successes: 90, failures: 0 });
  await take(sources, { changes: [change(source, 2, { counts: counts(importId, 50, 50) })] });
  expect(await shown()).toEqual({ successes: 50, failures: 50 });
  // Of the version before: not numbered, and older than what is known.
  await take(sources, { changes: [change(source, 0, { counts: counts(importId, 95) })] });
  expect(await shown()).toEqual({ successes: 50, failures: 50 });
});

it('after the database has begun another history, its outbox counts and older messages do not', async () => {
  const source = newSource();
  const sources = newSources();
  const survived = change(source, 1, { counts: counts(randomUUID(), 1) });
  const lost = change(source, 2, { counts: counts(randomUUID(), 2) });
  await commit(source, [survived]);
  const arranged = await sources.arrange({ ...noArrivals(), changes: [survived, lost] });
  const { rows } = await database.admin.query<{ timeline: number }>(
    "SELECT open_timeline('restored') AS timeline",
  );
  const timeline = rows[0]?.timeline ?? 0;
  // What was arranged before is not stored on the new history.
  await expect(storeCounts(database.service, arranged.published)).rejects.toMatchObject({ code: 'fenced' });
  sources.forget();
  expect(sequencesOf(await take(sources, { changes: [survived, lost] }))).toEqual([]);
  const next = change(source, 2, { timeline, counts: counts(randomUUID(), 3) });
  await commit(source, [next]);
  const published = await take(sources, { changes: [next] });
  expect(published.counts.map(({ successes }) => successes)).toEqual([1, 3]);
  expect(await positionOf(source)).toEqual({ position: 2, entries: 0 });
});

it('a partition that is read from its beginning again goes on with its numbers', async () => {
  const [mirrored, waiting] = [newSource(), newSource()];
  for (const sequence of [1, 2]) await commit(mirrored, [change(mirrored, sequence)]);
  await take(newSources(), { stalled: [{ ...mirrored, sequence: 0 }] });
  for (const sequence of [1, 2, 3]) await commit(waiting, [change(waiting, sequence)]);
  const writer = database.signInAs('transcript-writer', 'POSTGRES_URL');
  expect((await readConsumerPosition(writer, mirrored, 0, 'cluster')).sequence).toBe(2);
  expect((await readConsumerPosition(writer, waiting, 0, 'cluster')).sequence).toBe(3);
  expect((await readConsumerPosition(writer, newSource(), 0, 'cluster')).sequence).toBe(0);
});

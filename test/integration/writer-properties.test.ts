import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { ImportRowDecoder } from '../../services/transcript-writer/decode/decode-import-rows.ts';
import { PeopleDirectory } from '../../services/transcript-writer/people/people-directory.ts';
import {
  certificationLines,
  differences,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { type Kept, Oracle } from '../support/oracle.ts';
import type { sql } from '../support/product.ts';
import { Choices } from './writer/choices.ts';
import { Partition } from './writer/consume.ts';
import { finishAccounted } from './writer/finish-accounted.ts';
import { type FileImport, generateRows, PEOPLE, produce, type SentRow } from './writer/history.ts';
import { keyOf, Mirror } from './writer/mirror.ts';
import { rowMessage, undoneMessage } from './writer/row-message.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';
import { createTenant, type TestTenant } from './writer/test-tenant.ts';
import { Topics } from './writer/topics.ts';
import { undoAlone } from './writer/undo-alone.ts';

/** A budget of time rather than of proof: each run is some fifty transactions. */
const RUNS = 40;
/** Each is three histories, one after another. */
const KEPT_RUNS = 30;

const PARTITIONS = 3;

let database: TestDatabase;
let codec: AvroCodec;
let aggregator: Pool;
let ingest: { readonly ingest: Pool; readonly producer: Pool };

beforeAll(async () => {
  database = await createTestDatabase('writer_properties');
  aggregator = database.signInAs('aggregator', 'POSTGRES_URL');
  ingest = {
    ingest: database.signInAs('ingest', 'POSTGRES_URL'),
    producer: database.signInAs('ingest', 'POSTGRES_PRODUCER_URL'),
  };
  codec = new AvroCodec(registryUrlToWrite());
  await codec.register([
    'CourseRecord',
    'CertificationRecord',
    'UndoneRecord',
    'UnreadableRow',
    'RecordError',
    'TranscriptChange',
  ]);
});

afterAll(() => database?.drop());

const query: typeof sql = async (text, values) => (await database.admin.query(text, values)).rows;

async function acceptImport(
  tenant: TestTenant,
  type: FileImport['type'],
  choices: Choices,
  { rowsPerStripe, kept = {} }: { readonly rowsPerStripe: number; readonly kept?: Kept },
): Promise<FileImport> {
  const rows = generateRows(type, 1 + choices.below(30), choices);
  const [row] = await query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, total, original_key, parse_settings)
     VALUES ($1, $2, 'file', 'a.csv', 'test', $3, $4, 'none', $5)
     RETURNING import_id`,
    [
      tenant.id,
      type,
      1_000 + tenant.files.length,
      rows.length,
      JSON.stringify({
        dateFormat: 'YYYY-MM-DD',
        today: '2026-01-01',
        partitions: PARTITIONS,
        rowsPerStripe,
        ...kept,
      }),
    ],
  );
  const file = { importId: row?.import_id ?? '', type, rows, kept };
  tenant.files.push(file);
  return file;
}

/**
 * Reads all partitions to their ends, several at once, while an aggregator reads what is published. Of that Kafka loses
 * messages, some of them at the end, and aggregator dies now and then.
 */
async function consume(
  logs: readonly (readonly ConsumedMessage[])[],
  mirror: Mirror,
  choices: Choices,
): Promise<void> {
  const topics = new Topics(codec);
  const tools = {
    pool: database.service,
    codec,
    decoder: new ImportRowDecoder(codec),
    people: new PeopleDirectory(),
  };
  const topic = `rows-${randomUUID()}`;
  const partitions = logs.map(
    (log, partition) => new Partition(tools, topics.producer, { topic, partition, log }),
  );
  const aggregate = async (): Promise<void> => {
    if (choices.below(8) === 7) mirror.die();
    await mirror.flush(
      await topics.fetch(
        () => 1 + choices.below(30),
        () => choices.below(10) === 9,
      ),
    );
  };
  for (let open = partitions; open.length > 0; open = partitions.filter(({ isDone }) => !isDone)) {
    const atOnce = choices.isExhausted ? open : open.filter(() => choices.below(3) > 0);
    await Promise.all(atOnce.map((partition) => partition.plan(choices)()));
    if (choices.below(3) === 2) await aggregate();
  }
  while (!topics.isRead) await aggregate();
  await mirror.takeStalled();
}

function messagesOf(logs: readonly SentRow[][]): ConsumedMessage[][] {
  return logs.map((log) => log.map((row, offset) => rowMessage(codec, row, offset)));
}

/** Of each tenant now and then undoes one of its imports, which have all ended. */
async function undoSome(
  tenants: readonly TestTenant[],
  { choices, producer, consumption }: Readonly<Record<'choices' | 'producer' | 'consumption', Choices>>,
  mirror: Mirror,
): Promise<void> {
  for (const tenant of tenants) {
    const left = tenant.files.filter(
      ({ importId }) => !tenant.undos.some(({ undoes }) => undoes === importId),
    );
    if (left.length === 0 || choices.below(3) === 0) continue;
    const { importId: undoes } = choices.of(left);
    const undo = await undoAlone({ query, aggregator, ...ingest }, tenant, undoes, PARTITIONS);
    tenant.undos.push({ importId: undo.importId, undoes, afterFiles: tenant.files.length });
    const logs = produce([undo], PARTITIONS, Number.MAX_SAFE_INTEGER, producer);
    const messages = logs.map((log) => log.map((row, offset) => undoneMessage(codec, row, offset)));
    await consume(messages, mirror, consumption);
    await finishAccounted(query, aggregator, tenant);
  }
}

async function compareUndos({ undos }: TestTenant, oracle: Oracle, files: number): Promise<void> {
  for (const { importId, undoes } of undos.filter(({ afterFiles }) => afterFiles === files)) {
    const outcome = oracle.undo(undoes);
    expect(await query('SELECT results FROM imports WHERE import_id = $1', [importId])).toEqual([
      { results: outcome },
    ]);
  }
}

async function compare(tenant: TestTenant, mirror: Mirror): Promise<void> {
  const oracle = new Oracle(PEOPLE);
  for (const [index, { importId, type, rows, kept }] of tenant.files.entries()) {
    const outcome =
      type === 'courses'
        ? oracle.importCourses(rows, kept, importId)
        : oracle.importCertifications(rows, importId);
    const counts = { successes: outcome.successes, failures: outcome.failures.length };
    const [stored] = await query(
      'SELECT sum(successes)::int AS successes, sum(failures)::int AS failures FROM import_progress WHERE import_id = $1',
      [importId],
    );
    expect(stored).toEqual(counts);
    expect(mirror.countsOf(importId)).toEqual(counts);
    expect(mirror.failuresOf(importId)).toEqual(
      outcome.failures.map(({ rowNumber, columns }) => ({ rowNumber, columns: [...columns].sort() })),
    );
    const [result] = await query(
      `SELECT coalesce(sum(length(translate(results, 'fc', ''))), 0)::int AS successes,
         coalesce(sum(length(translate(results, 'aouskc', ''))), 0)::int AS failures
       FROM import_row_results WHERE import_id = $1`,
      [importId],
    );
    expect(result).toEqual(stored);
    await compareUndos(tenant, oracle, index + 1);
  }
  expect(differences(await storedCourses(tenant.slug, '', query), oracle.courses)).toEqual([]);
  expect(await storedCertifications(tenant.slug, '', query)).toEqual(
    certificationLines(oracle.certifications),
  );
}

async function storedVersions(tenants: readonly TestTenant[]): Promise<Map<string, number>> {
  const rows = await query<{ key: [number, number, string]; version: number }>(
    `SELECT jsonb_build_array(tenant_id, person_id, course_number) AS key, version::int FROM course_records
     WHERE tenant_id = ANY($1)`,
    [tenants.map(({ id }) => id)],
  );
  return new Map(
    rows.map(({ key: [tenantId, personId, courseNumber], version }) => [
      keyOf({ tenantId, personId, courseNumber }),
      version,
    ]),
  );
}

/** A tape each, and long: were they one, rows would use it up and nothing would ever die. */
function tapes() {
  const tape = (maxLength: number) => fc.array(fc.nat({ max: 1_000 }), { maxLength, size: 'max' });
  return fc.record({ rows: tape(300), producer: tape(400), consumption: tape(400) });
}

it('any batches, interleaving, redelivery, loss and crash between two steps give what the rows one after another give', async () => {
  await fc.assert(
    fc.asyncProperty(tapes(), async (tape) => {
      const choices = new Choices(tape.rows);
      const tenants = [await createTenant(query), await createTenant(query)];
      const files: FileImport[] = [];
      const producer = new Choices(tape.producer);
      const rowsPerStripe = 1 + producer.below(4);
      for (const type of ['courses', 'courses', 'certifications', 'courses'] as const)
        files.push(await acceptImport(choices.of(tenants), type, choices, { rowsPerStripe }));
      const logs = produce(files, PARTITIONS, rowsPerStripe, producer);
      const mirror = new Mirror(aggregator, codec);
      await consume(messagesOf(logs), mirror, new Choices(tape.consumption));
      for (const tenant of tenants) await compare(tenant, mirror);
      expect(mirror.mirroredVersions()).toEqual(await storedVersions(tenants));
      expect(await query('SELECT FROM outbox')).toEqual([]);
      expect(await query('SELECT FROM halted_partitions')).toEqual([]);
    }),
    // Replayed by the seed and path that a failure prints.
    { numRuns: RUNS },
  );
}, 600_000);

const KEPT: readonly Kept[] = [
  { blanks: 'keep' },
  { olderRecords: 'keep' },
  { blanks: 'keep', olderRecords: 'keep' },
];

it('imports that keep something of stored records, and their undos, come to what they come to one after another', async () => {
  await fc.assert(
    fc.asyncProperty(tapes(), async (tape) => {
      const choices = new Choices(tape.rows);
      const producer = new Choices(tape.producer);
      const consumption = new Choices(tape.consumption);
      const tenants = [await createTenant(query), await createTenant(query)];
      const mirror = new Mirror(aggregator, codec);
      // What comes before has ended when such an import is produced; others of the same tenant come between and after.
      for (let turn = 0; turn < 3; turn++) {
        const files: FileImport[] = [];
        const rowsPerStripe = Number.MAX_SAFE_INTEGER;
        for (const tenant of tenants) {
          const kept = turn === 0 ? {} : choices.of([{}, ...KEPT]);
          files.push(await acceptImport(tenant, 'courses', choices, { rowsPerStripe, kept }));
        }
        const logs = produce(files, PARTITIONS, rowsPerStripe, producer);
        await consume(messagesOf(logs), mirror, consumption);
        await undoSome(tenants, { choices, producer, consumption }, mirror);
      }
      for (const tenant of tenants) await compare(tenant, mirror);
      expect(mirror.mirroredVersions()).toEqual(await storedVersions(tenants));
      expect(await query('SELECT FROM outbox')).toEqual([]);
    }),
    { numRuns: KEPT_RUNS },
  );
}, 600_000);

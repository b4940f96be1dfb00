import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import {
  createSchemaRegistrations,
  type SchemaRegistration,
} from '#shared/kafka/avro/schema-registrations.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { COURSE_HEADER, toCsv } from '../support/csv.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { courseRows, people } from '../support/history-generator.ts';
import { measured } from '../support/metrics.ts';
import { accept, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';
import { emptyRegistry, registerSchema, schemaById } from '../support/registry.ts';

const everyone = people('registry', 20);
const rows = courseRows({ seed: 5, people: everyone, rows: 3_000, prefix: 'REG', bad: 0 });
let pool: Pool;

beforeAll(async () => {
  await loadPeople('acme', everyone);
  pool = createPool(serviceEnvironment('transcript-writer')['POSTGRES_URL'] ?? '', {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  });
  // So that every service has registered what it writes.
  await importFile(toCsv(COURSE_HEADER, rows.slice(0, 1)));
});
afterAll(() => pool.end());

// Two starts of a JVM and one of transcript-writer are waited for.
it('an emptied registry loses no row: services wait, and go on under the old ids once it is restored', {
  timeout: 400_000,
}, async () => {
  const registrations = await createSchemaRegistrations(pool).all();
  expect(registrations.map(({ recordName }) => recordName)).toEqual(
    expect.arrayContaining(['CourseRecord', 'TranscriptChange', 'RecordError']),
  );
  const importId = await rowsOnTheLog();

  await emptyRegistry();
  await expectReadableByRecordAlone(registrations);
  const writer = endpoints().pids['transcript-writer']?.[0];
  process.kill(writer ?? 0, 'SIGKILL');
  await eventually(waitsForRegistry, (waits) => waits);
  // It has registered nothing: the registry would have given it ids that messages carry.
  expect(await schemaById(1)).toBeUndefined();

  const invoice = { type: 'record', namespace: 'another.system', name: 'Invoice', fields: [] };
  const id = await registerSchema('another.system.Invoice', invoice);
  expect(registrations.map(({ schemaId }) => schemaId)).toContain(id);
  expect(await runCommand('registry-restore', [])).toMatchObject({
    code: 1,
    output: expect.stringContaining(`The registry has given the id ${id}`),
  });

  await emptyRegistry();
  const restored = await runCommand('registry-restore', []);
  expect(restored.output).toContain(`The registry has all ${registrations.length} schemas on record.`);
  expect(restored.code).toBe(0);
  for (const { schemaId, schema } of registrations) expect(await schemaById(schemaId)).toBe(schema);
  expect(await finished(importId)).toMatchObject({ status: 'Complete', total: 3_000, successes: 3_000 });
  expect(await measured('transcript-writer', 'lms_writer_rows_total{outcome="orphan"}')).toBe(0);

  await expectSameIds(registrations);
});

it('a registry restored to an earlier time is given what it has not', async () => {
  const { schemaId: id, ...evolved } = await recordEvolvedSchema();
  try {
    expect(await runCommand('registry-restore', [])).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Restored CourseRecord as id ${id}`),
    });
    expect(await schemaById(id)).toBe(evolved.schema);
    // Ids go on after the highest one.
    expect(await registerSchema('another.system.Note', { type: 'string' })).toBeGreaterThan(id);
    expect((await runCommand('registry-restore', [])).output).not.toContain('Restored');
  } finally {
    await sql('DELETE FROM schema_registrations WHERE schema_id = $1', [id]);
  }
});

/** Has ingest produce the rows of a file while transcript-writer is frozen. */
async function rowsOnTheLog(): Promise<string> {
  process.kill(endpoints().pids['transcript-writer']?.[0] ?? 0, 'SIGSTOP');
  const { id } = await accept(toCsv(COURSE_HEADER, rows));
  await eventually(
    () => sql<{ finished: boolean }>('SELECT finished FROM import_leases WHERE import_id = $1', [id]),
    ([production]) => production?.finished === true,
  );
  return id;
}

async function waitsForRegistry(): Promise<boolean> {
  try {
    const { PORT } = serviceEnvironment('transcript-writer');
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`);
    const mismatch = await measured('transcript-writer', 'lms_writer_registry_mismatch');
    return mismatch === 1 && ready.status === 503;
  } catch {
    // It is just being started again.
    return false;
  }
}

/** Messages of ours stay readable by PostgreSQL's record, and by it alone. */
async function expectReadableByRecordAlone(registrations: readonly SchemaRegistration[]): Promise<void> {
  const courses = registrations.find(({ recordName }) => recordName === 'CourseRecord');
  const message = Buffer.alloc(5 + loadAvroDefinition('CourseRecord').fields.length);
  message.writeUInt32BE(courses?.schemaId ?? 0, 1);
  const { url } = endpoints().registry;
  const withRecord = new AvroCodec(url, createSchemaRegistrations(pool));
  await withRecord.prepare([message]);
  expect(withRecord.decode(message).name).toBe('CourseRecord');
  const without = new AvroCodec(url);
  await without.prepare([message]);
  expect(() => without.decode(message)).toThrow('is not a record this service reads');
}

/** Registering again gives the ids that are on record, and adds none. */
async function expectSameIds(registrations: readonly SchemaRegistration[]): Promise<void> {
  const codec = new AvroCodec(registryUrlToWrite(), createSchemaRegistrations(pool));
  await codec.register(['CourseRecord', 'CertificationRecord', 'RecordError', 'TranscriptChange']);
  expect(await createSchemaRegistrations(pool).all()).toEqual(registrations);
}

/** As if a later version had registered a further one that the registry does not have. */
async function recordEvolvedSchema(): Promise<SchemaRegistration> {
  const definition = loadAvroDefinition('CourseRecord');
  const field = { name: 'costCenter', type: ['null', 'string'], default: null };
  const schema = JSON.stringify({ ...definition, fields: [...definition.fields, field] });
  const registration: SchemaRegistration = { schemaId: 4_711, recordName: 'CourseRecord', schema };
  expect(await createSchemaRegistrations(pool).remember(registration)).toEqual(registration);
  return registration;
}

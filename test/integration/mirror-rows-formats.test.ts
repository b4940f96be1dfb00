import { randomUUID } from 'node:crypto';
import { createClient } from '@clickhouse/client';
import avro from 'avsc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { tenantId } from '../support/compare-state.ts';
import { kafkaAs, registryUrlToWrite } from '../support/feed.ts';
import { mirrorRows, NO_ROWS } from '../support/mirror-rows.ts';
import { clickhouse, endpoints, eventually, sql } from '../support/product.ts';
import { registerSchema } from '../support/registry.ts';

/** The columns of version 0.1, in whose order its transcript-writer wrote them. */
const OLD_COURSES = COURSE_HISTORY_CELLS.slice(0, -1);

/** An hour ago: of what nobody can undo any more no history is kept. */
const POSITION = String((Date.now() - 3_600_000) * 1_000);

/** A source partition that no transcript-writer has, so that nobody else numbers its batches. */
const SOURCE = { topic: `formats-${randomUUID()}`, partition: 0 };

let tenant: number;
let personId: number;
/** Encodes a change as version 0.1 did. */
let encodeOld: (change: object) => Buffer;
let codec: AvroCodec;

beforeAll(async () => {
  tenant = await tenantId('acme');
  const [person] = await sql<{ person_id: string }>(
    'SELECT min(person_id)::text AS person_id FROM people WHERE tenant_id = $1',
    [tenant],
  );
  personId = Number(person?.person_id);
  const definition = withoutFormats(loadAvroDefinition('TranscriptChange'));
  const id = await registerSchema(`old.TranscriptChange.${randomUUID()}`, definition);
  const type = avro.Type.forSchema(definition as avro.Schema);
  encodeOld = (change) => {
    const header = Buffer.alloc(5);
    header.writeUInt32BE(id, 1);
    return Buffer.concat([header, type.toBuffer(change)]);
  };
  codec = new AvroCodec(registryUrlToWrite());
  await codec.register(['TranscriptChange']);
});

// PostgreSQL has none of these records: left behind, they would be differences to whoever compares the two.
afterAll(async () => {
  await sql('DELETE FROM mirror_positions WHERE topic = $1', [SOURCE.topic]);
  await sql("DELETE FROM course_record_history WHERE starts_with(course_number, 'FORMATS-')");
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  for (const table of ['course_records', 'course_history'])
    await client.command({
      query: `ALTER TABLE ${table} DELETE WHERE startsWith(course_number, 'FORMATS-')`,
      clickhouse_settings: { mutations_sync: '1' },
    });
});

/** The definition as it was before rows had a format and named their columns. */
function withoutFormats(definition: object): object {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) => {
    if (key === 'default' && typeof value === 'object' && value !== null && 'rows' in value)
      return { rows: 0, lines: '' };
    if (!Array.isArray(value)) return value;
    return (value as { name?: string }[]).filter(({ name }) => name !== 'format' && name !== 'columns');
  }) as object;
}

function cellsOf(courseNumber: string, version: number): Readonly<Record<string, string>> {
  return {
    ...{ tenant_id: String(tenant), person_id: String(personId), course_number: courseNumber },
    ...{ course_name: 'Named', course_type: 'OJT', completion_date: '2020-02-29', score: '97.5' },
    ...{ instructor: 'Instructor', provider: 'Provider', location: 'Location', notes: 'Notes' },
    ...{ status: 'completed', position_us: POSITION, position_source: '0', position_number: '1' },
    version: String(version),
  };
}

function lineOf(columns: readonly string[], cells: Readonly<Record<string, string>>): string {
  return columns.map((column) => cells[column] ?? '\\N').join('\t');
}

function historyOf(courseNumber: string): string {
  const cells: Readonly<Record<string, string>> = { ...cellsOf(courseNumber, 0), outcome: 'LATE' };
  return COURSE_HISTORY_CELLS.map((name) => cells[name] ?? '\x1e').join('\x1f');
}

function change(rows: object, sequence: number, timeline = 0): object {
  return {
    ...{ sourceTopic: SOURCE.topic, sourcePartition: SOURCE.partition, nextOffset: 1, timeline, sequence },
    ...{ part: 0, parts: 1, errors: 0, counts: [] },
    ...rows,
  };
}

/** What version 0.1 sent: neither a format nor names. */
function oldRows(courseNumber: string): object {
  const pack = (line: string) => ({ rows: 1, lines: compressLines([line]) });
  return {
    courseRecords: pack(lineOf(OLD_COURSES, cellsOf(courseNumber, 7))),
    pastCourses: pack(historyOf(courseNumber)),
    certificationRecords: { rows: 0, lines: Buffer.alloc(0) },
  };
}

async function send(value: Buffer): Promise<void> {
  const producer = kafkaAs('admin').producer();
  await producer.connect();
  await producer.send({ topic: 'transcript-changes', messages: [{ partition: 0, value }] });
  await producer.disconnect();
}

const STORED = {
  ...{ person_id: expect.anything(), course_name: 'Named', course_type: 'OJT', start_date: null },
  ...{ completion_date: '2020-02-29', score: 97.5, duration_minutes: null, credits: null },
  ...{ instructor: 'Instructor', provider: 'Provider', location: 'Location', notes: 'Notes' },
};

async function expectMirrored(table: string, courseNumber: string): Promise<void> {
  const rows = await eventually(
    () =>
      clickhouse<object>(
        `SELECT ${Object.keys(STORED).join(', ')} FROM ${table} WHERE course_number = {courseNumber: String}`,
        { courseNumber },
      ),
    (found) => found.length > 0,
  );
  expect(rows).toEqual([STORED]);
}

/** Of which a message comes twice. */
const REPEATED = `FORMATS-OLD-${randomUUID()}`;

it('messages of the version before, which do not name their columns, are read as they were meant', async () => {
  await send(encodeOld(change(oldRows(REPEATED), 0)));
  await expectMirrored('course_records', REPEATED);
  await expectMirrored('course_history', REPEATED);
  await send(encodeOld(change(oldRows(REPEATED), 0)));
});

it('so are outbox entries that it left', async () => {
  const courseNumber = `FORMATS-OUTBOX-${randomUUID()}`;
  const [now] = await sql<{ timeline: number }>('SELECT current_timeline() AS timeline');
  await sql(
    `INSERT INTO outbox (topic, partition, next_offset, sequence, changes, errors, created_at)
     VALUES ($1, $2, 1, 1, $3, $4, now() - interval '1 hour')`,
    [...[SOURCE.topic, SOURCE.partition], [encodeOld(change(oldRows(courseNumber), 1, now?.timeline))], []],
  );
  await expectMirrored('course_records', courseNumber);
  await expectMirrored('course_history', courseNumber);
  await eventually(
    () => sql('SELECT FROM outbox WHERE topic = $1', [SOURCE.topic]),
    (entries) => entries.length === 0,
  );
});

it('rows in another order than the table has go where their names say', async () => {
  const courseNumber = `FORMATS-ORDER-${randomUUID()}`;
  const columns = OLD_COURSES.toReversed();
  const rows = mirrorRows(columns, [lineOf(columns, cellsOf(courseNumber, 7))]);
  await send(
    codec.encode(
      'TranscriptChange',
      change({ courseRecords: rows, pastCourses: NO_ROWS, certificationRecords: NO_ROWS }, 0),
    ),
  );
  await expectMirrored('course_records', courseNumber);
});

it('what a message of such a version says of the past is kept in PostgreSQL, once', async () => {
  // By now the second of the messages has been read too.
  const lines = await sql(
    'SELECT course_name, outcome, import_id, replaced_by FROM course_record_history WHERE course_number = $1',
    [REPEATED],
  );
  expect(lines).toEqual([{ course_name: 'Named', outcome: 'overtaken', import_id: null, replaced_by: null }]);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeptRecords } from '#shared/imports/parse-settings.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { listUndoRecords } from '../../services/ingest/row-producer/list-undo-records.ts';
import { applyBatch } from '../../services/transcript-writer/consume/apply-batch.ts';
import { ImportRowDecoder } from '../../services/transcript-writer/decode/decode-import-rows.ts';
import { PeopleDirectory } from '../../services/transcript-writer/people/people-directory.ts';
import { readConsumerPosition } from '../../services/transcript-writer/write/consumer-positions.ts';
import { RowResults } from '../../services/transcript-writer/write/row-results.ts';
import { prepareCourses, writeCourses } from '../../services/transcript-writer/write/write-courses.ts';
import {
  prepareKeptCourses,
  writeKeptCourses,
} from '../../services/transcript-writer/write/write-kept-courses.ts';
import { acceptedCourse, type CourseValues } from '../support/accepted-course.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { eventually } from '../support/product.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const PERSON = 12;
const SOURCE = { topic: 'training-records', partition: 0 };

let database: TestDatabase;
let producer: Pool;
let codec: AvroCodec;
let tenantId: number;
let clock = 1_000;

beforeAll(async () => {
  database = await createTestDatabase('undo_sequences');
  producer = database.signInAs('ingest', 'POSTGRES_PRODUCER_URL');
  codec = new AvroCodec(registryUrlToWrite());
  await codec.register(['UndoneRecord', 'RecordError', 'TranscriptChange']);
  const [tenant] = await query<{ tenant_id: number }>(
    "INSERT INTO tenants (slug, name) VALUES ('undone', 'Undone') RETURNING tenant_id",
  );
  tenantId = tenant?.tenant_id ?? 0;
});
afterAll(() => database?.drop());

async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.admin.query<Row>(text, values)).rows;
}

async function newImport(columns: Readonly<Record<string, unknown>>): Promise<string> {
  clock += 1;
  const all = { tenant_id: tenantId, type: 'courses', initiated_by: 'test', accepted_us: clock, ...columns };
  const [row] = await query<{ import_id: string }>(
    `INSERT INTO imports (${Object.keys(all).join(', ')})
     VALUES (${Object.keys(all).map((_, index) => `$${index + 1}`)}) RETURNING import_id`,
    Object.values(all),
  );
  return row?.import_id ?? '';
}

const FINISHED = { source: 'feed', status: 'complete', completed_at: new Date() };

/** A finished feed that has sent a course so many times. */
async function importCourse(courseNumber: string, times = 1): Promise<string> {
  const importId = await newImport(FINISHED);
  for (let number = 1; number <= times; number += 1)
    await writeCourse(importId, { courseNumber }, { number });
  return importId;
}

/** Writes a course by the statements that write courses. */
function writeCourse(
  importId: string,
  values: CourseValues,
  { at = clock, number = 1, kept }: { at?: number; number?: number; kept?: KeptRecords } = {},
): Promise<void> {
  return inTransaction(database.service, async (client) => {
    const position = { timeUs: at, source: 1, number };
    const course = acceptedCourse({ importId, tenantId, personId: PERSON, position }, values);
    const { rows } = await client.query<{ version: number }>("SELECT nextval('record_version') AS version");
    const [version, results] = [rows[0]?.version ?? 0, new RowResults()];
    if (kept === undefined) await writeCourses(client, prepareCourses([course], version, results), results);
    else {
      const keeping = { ...course, importInfo: { ...course.importInfo, kept } };
      await writeKeptCourses(client, prepareKeptCourses([keeping], version), results);
    }
  });
}

interface Undo {
  readonly importId: string;
  readonly undoes: string;
  readonly record: { readonly personId: number; readonly courseNumber: string } | null;
}

/** An undo as ingest accepts it; of a whole import, that counts as undone from now on. */
async function accept(undoes: string, courseNumber?: string): Promise<Undo> {
  const record = courseNumber === undefined ? null : { personId: PERSON, courseNumber };
  const settings = JSON.stringify({ partitions: 1, rowsPerStripe: 2_000 });
  const importId = await newImport({ source: 'undo', undoes, parse_settings: settings });
  await query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [importId, tenantId]);
  if (record === null)
    await query('UPDATE imports SET undone_by = $2 WHERE import_id = $1', [undoes, importId]);
  return { importId, undoes, record };
}

function list({ importId, undoes, record }: Undo): Promise<number> {
  const leased = { importId, tenantId, fencingToken: 0, type: 'courses' } as const;
  return listUndoRecords(producer, leased, { undoes, record });
}

/** Writes the one row of an undo, as the next batch of the topic. */
async function write({ importId }: Undo): Promise<void> {
  const position = await readConsumerPosition(database.service, SOURCE, 0, 'any');
  const { nextOffset: offset } = position;
  const message = {
    value: codec.encode('UndoneRecord', { importId, rowNumber: 1 }),
    offset,
    timestampMs: 0,
  };
  const tools = {
    pool: database.service,
    codec,
    decoder: new ImportRowDecoder(codec),
    people: new PeopleDirectory(),
  };
  const batch = { ...SOURCE, messages: [message], nextOffset: offset + 1, leaderEpoch: 0 };
  await applyBatch(tools, batch, position);
}

async function undo(undoes: string, courseNumber?: string): Promise<void> {
  const accepted = await accept(undoes, courseNumber);
  await list(accepted);
  await write(accepted);
}

/** The import whose record is current. */
async function currentOf(courseNumber: string): Promise<string | undefined> {
  const [row] = await query<{ import_id: string }>(
    'SELECT import_id FROM course_records WHERE course_number = $1',
    [courseNumber],
  );
  return row?.import_id;
}

it('a record that came back and was undone itself does not come back again', async () => {
  const first = await importCourse('BACK');
  const second = await importCourse('BACK');
  await undo(await importCourse('BACK'));
  expect(await currentOf('BACK')).toBe(second);
  await undo(second, 'BACK');
  expect(await currentOf('BACK')).toBe(first);
  await undo(await importCourse('BACK'));
  expect(await currentOf('BACK')).toBe(first);
});

it('what a later undo is about to take back comes back until then, and for good when that undo is cancelled', async () => {
  await importCourse('TURNS');
  const second = await importCourse('TURNS');
  const first = await accept(await importCourse('TURNS'));
  const later = await accept(second);
  await list(first);
  await write(first);
  expect(await currentOf('TURNS')).toBe(second);
  await query('UPDATE imports SET undone_by = NULL WHERE undone_by = $1', [later.importId]);
  expect(await currentOf('TURNS')).toBe(second);
});

it('an earlier record of an import does not come back once its latest was undone', async () => {
  const first = await importCourse('EARLIER');
  const twice = await importCourse('EARLIER', 2);
  await undo(twice, 'EARLIER');
  expect(await currentOf('EARLIER')).toBe(first);
  await undo(await importCourse('EARLIER'));
  expect(await currentOf('EARLIER')).toBe(first);
});

it('records are listed behind every batch that began before the import counted as undone', async () => {
  const undone = await importCourse('LISTED');
  await query("DELETE FROM course_records WHERE course_number = 'LISTED'");
  const accepted = await accept(undone);
  const { listing } = await inTransaction(database.service, async (client) => {
    // Another undo's batch, which has found that the record has to come back.
    await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [
      ADVISORY_LOCKS.tenantRecords,
      tenantId,
    ]);
    const isListed = { value: false };
    const listing = list(accepted).finally(() => {
      isListed.value = true;
    });
    const waiting = () => query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    await eventually(waiting, (locks) => locks.length > 0 || isListed.value);
    const position = { timeUs: clock, source: 1, number: 1 };
    const course = acceptedCourse(
      { importId: undone, tenantId, personId: PERSON, position },
      { courseNumber: 'LISTED' },
    );
    const results = new RowResults();
    await writeCourses(client, prepareCourses([course], 1, results), results);
    return { listing };
  });
  expect(await listing).toBe(1);
});

it('a record that is deleted with its person while a batch waits for it leaves no line', async () => {
  const undone = await importCourse('DELETED');
  const accepted = await accept(undone);
  await list(accepted);
  await query('BEGIN');
  await query("DELETE FROM course_records WHERE course_number = 'DELETED'");
  const isWritten = { value: false };
  const writing = write(accepted).finally(() => {
    isWritten.value = true;
  });
  const waiting = () => query('SELECT FROM pg_locks WHERE NOT granted');
  await eventually(waiting, (locks) => locks.length > 0 || isWritten.value);
  await query('COMMIT');
  await writing;
  expect(
    await query(
      `SELECT stayed::int, (SELECT count(*)::int FROM course_record_history WHERE course_number = 'DELETED') AS lines
       FROM import_progress WHERE import_id = $1`,
      [accepted.importId],
    ),
  ).toEqual([{ stayed: 1, lines: 0 }]);
});

it.each([
  ['blanks', { blanks: 'keep' }, { courseName: 'Kept', instructor: 'Zoë' }],
  ['newer records', { olderRecords: 'keep' }, { courseName: 'First', instructor: 'Zoë' }],
  ['both', { blanks: 'keep', olderRecords: 'keep' }, { courseName: 'First', instructor: 'Zoë' }],
] as const)(
  'a row that keeps %s and came behind a later import comes to what it would without that',
  async (what, kept, expected) => {
    const courseNumber = `KEPT-${what}`;
    const values = { courseNumber, completionDate: '2021-05-06', instructor: 'Zoë', courseName: 'First' };
    await writeCourse(await newImport(FINISHED), values);
    const keeping = await newImport(FINISHED);
    const keptAt = clock;
    const later = await importCourse(courseNumber);
    await writeCourse(
      keeping,
      { courseNumber, courseName: 'Kept', completionDate: '2020-01-01' },
      { at: keptAt, kept },
    );
    await undo(later);
    expect(
      await query(
        'SELECT course_name AS "courseName", instructor FROM course_records WHERE course_number = $1',
        [courseNumber],
      ),
    ).toEqual([expected]);
  },
);

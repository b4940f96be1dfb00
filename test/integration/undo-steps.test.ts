import { afterAll, beforeAll, expect, it } from 'vitest';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import type { LeasedImport } from '../../services/ingest/row-producer/import-leases.ts';
import { acquireLeases } from '../../services/ingest/row-producer/import-leases.ts';
import { listUndoRecords } from '../../services/ingest/row-producer/list-undo-records.ts';
import { UndoSource } from '../../services/ingest/row-producer/undo-source.ts';
import { applyBatch, type BatchTools } from '../../services/transcript-writer/consume/apply-batch.ts';
import { ImportRowDecoder } from '../../services/transcript-writer/decode/decode-import-rows.ts';
import { PeopleDirectory } from '../../services/transcript-writer/people/people-directory.ts';
import type { Batch } from '../../services/transcript-writer/write/batch.ts';
import {
  moveConsumerPosition,
  readConsumerPosition,
} from '../../services/transcript-writer/write/consumer-positions.ts';
import { unpackLines } from '../../services/transcript-writer/write/mirror-rows.ts';
import { RowResults } from '../../services/transcript-writer/write/row-results.ts';
import { prepareCourses, writeCourses } from '../../services/transcript-writer/write/write-courses.ts';
import { acceptedCourse } from '../support/accepted-course.ts';
import { registryUrlToWrite } from '../support/feed.ts';
import { eventually } from '../support/product.ts';
import { ConnectionLost, type Fault, losingConnection } from './writer/faulty-pool.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const PERSON = 11;
const TOPIC = 'training-records';
const SETTINGS = JSON.stringify({ partitions: 1, rowsPerStripe: 2_000, firstPartition: 0 });

let database: TestDatabase;
let producer: Pool;
let codec: AvroCodec;
let tenantId: number;
/** Each case is a batch at the end of what the others have read. */
let offset = 0;
let clock = 1_000;

beforeAll(async () => {
  database = await createTestDatabase('undo_steps');
  producer = database.signInAs('ingest', 'POSTGRES_PRODUCER_URL');
  codec = new AvroCodec(registryUrlToWrite());
  await codec.register(['UndoneRecord', 'RecordError', 'TranscriptChange']);
  const [tenant] = await query<{ tenant_id: number }>(
    "INSERT INTO tenants (slug, name) VALUES ('undone', 'Undone') RETURNING tenant_id",
  );
  tenantId = tenant?.tenant_id ?? 0;
  await readConsumerPosition(database.service, { topic: TOPIC, partition: 0 }, 0, 'any');
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

/** A finished import that has written these courses, by the statement that writes courses. */
async function importCourses(...courseNumbers: string[]): Promise<string> {
  const importId = await newImport({
    source: 'file',
    file_name: 'a.csv',
    files_removed_at: new Date(),
    status: 'complete',
    completed_at: new Date(),
  });
  await inTransaction(database.service, (client) => write(client, importId, clock, courseNumbers));
  return importId;
}

async function write(client: Client, importId: string, timeUs: number, courseNumbers: readonly string[]) {
  const courses = courseNumbers.map((courseNumber, index) =>
    acceptedCourse(
      { importId, tenantId, personId: PERSON, position: { timeUs, source: 0, number: index + 1 } },
      { courseNumber, courseName: importId },
    ),
  );
  const { rows } = await client.query<{ version: number }>("SELECT nextval('record_version') AS version");
  const results = new RowResults();
  return writeCourses(client, prepareCourses(courses, rows[0]?.version ?? 0, results), results);
}

/** An undo of the import as ingest accepts and leases it. */
async function leasedUndo(undone: string): Promise<LeasedImport> {
  const undo = await newImport({ source: 'undo', undoes: undone, parse_settings: SETTINGS });
  await query('UPDATE imports SET undone_by = $2 WHERE import_id = $1', [undone, undo]);
  await query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [undo, tenantId]);
  const leased = await acquireLeases(producer, { leasedBy: 'test', running: [], inFlightRows: 1_000_000 });
  const found = leased.find(({ importId }) => importId === undo);
  if (found === undefined) throw new Error('The undo was not leased');
  return found;
}

function list(pool: Pool, leased: LeasedImport): Promise<number> {
  if (leased.undo === undefined) throw new Error('It is no undo');
  return listUndoRecords(pool, leased, leased.undo);
}

/** The undo's messages as the next batch of the topic. */
async function batchOf(leased: LeasedImport, rows: number): Promise<Batch> {
  const { messages } = await new UndoSource(codec, leased, 0).take(rows);
  return {
    topic: TOPIC,
    partition: 0,
    messages: messages.map(({ value }, index) => ({ value, offset: offset + index, timestampMs: 0 })),
    nextOffset: offset + rows,
    leaderEpoch: 0,
  };
}

function tools(pool: Pool): BatchTools {
  return { pool, codec, decoder: new ImportRowDecoder(codec), people: new PeopleDirectory() };
}

async function apply(pool: Pool, batch: Batch) {
  const position = await readConsumerPosition(database.service, { topic: TOPIC, partition: 0 }, 0, 'any');
  const applied = await applyBatch(tools(pool), batch, position);
  offset = applied.position.nextOffset;
  return applied;
}

const dump = (prefix: string) =>
  query(
    `SELECT (to_jsonb(c) - 'version')::text AS record FROM course_records c WHERE starts_with(course_number, $1) ORDER BY 1`,
    [prefix],
  );

/** Every place where a process can die, up to `statements`, of which the last is the COMMIT. */
function faults(statements: number): Fault[] {
  return Array.from({ length: statements }, (_, statement) =>
    (['before', 'after'] as const).map((when) => ({ statement, when })),
  ).flat();
}

/** @returns whether it died there */
async function dies(act: (pool: Pool) => Promise<unknown>, pool: Pool, fault: Fault): Promise<boolean> {
  try {
    await act(losingConnection(pool, fault));
    return false;
  } catch (error) {
    if (error instanceof ConnectionLost) return true;
    throw error;
  }
}

it('an undo whose listing dies between any two steps lists the same once', async () => {
  const undone = await importCourses('LIST-1', 'LIST-2', 'LIST-3');
  const later = await importCourses('LIST-2');
  let died = 0;
  for (const fault of faults(10)) {
    await query(
      "DELETE FROM import_leases WHERE import_id IN (SELECT import_id FROM imports WHERE source = 'undo')",
    );
    const leased = await leasedUndo(undone);
    died += (await dies((pool) => list(pool, leased), producer, fault)) ? 1 : 0;
    expect(await list(producer, leased)).toBe(2);
    expect(
      await query(
        'SELECT row_number::int, course_number, changed_by FROM undo_records WHERE import_id = $1 ORDER BY 1',
        [leased.importId],
      ),
    ).toEqual([
      { row_number: 1, course_number: 'LIST-1', changed_by: null },
      { row_number: 2, course_number: 'LIST-3', changed_by: null },
      { row_number: 3, course_number: 'LIST-2', changed_by: later },
    ]);
    const [row] = await query('SELECT total::int, stayed::int FROM imports WHERE import_id = $1', [
      leased.importId,
    ]);
    expect(row).toEqual({ total: 2, stayed: 1 });
  }
  expect(died).toBeGreaterThanOrEqual(16);
});

it('whoever lost the lease lists nothing', async () => {
  const leased = await leasedUndo(await importCourses('FENCED-1'));
  await query('UPDATE import_leases SET fencing_token = fencing_token + 1 WHERE import_id = $1', [
    leased.importId,
  ]);
  await expect(list(producer, leased)).rejects.toMatchObject({ code: 'fenced' });
  expect(await query('SELECT FROM undo_records WHERE import_id = $1', [leased.importId])).toEqual([]);
});

it('a batch of an undo that dies between any two steps takes its records back once', async () => {
  let died = 0;
  for (const [index, fault] of faults(14).entries()) {
    const prefix = `STEP-${index}-`;
    await importCourses(`${prefix}1`, `${prefix}2`);
    const before = await dump(prefix);
    const leased = await leasedUndo(await importCourses(`${prefix}1`, `${prefix}2`, `${prefix}3`));
    const rows = await list(producer, leased);
    const batch = await batchOf(leased, rows);
    const dead = await dies((pool) => apply(pool, batch), database.service, fault);
    died += dead ? 1 : 0;
    const [{ next } = { next: -1 }] = await query<{ next: number }>(
      'SELECT next_offset::int AS next FROM consumer_positions WHERE topic = $1',
      [TOPIC],
    );
    // Its commit was the last thing that it did, or it is done again.
    if (dead && next < batch.nextOffset) await apply(database.service, batch);
    offset = batch.nextOffset;
    expect(await dump(prefix)).toEqual(before);
    expect(
      await query(
        `SELECT successes::int, stayed::int,
           (SELECT string_agg(results, '') FROM import_row_results r WHERE r.import_id = p.import_id) AS results,
           (SELECT string_agg(outcome, ' ' ORDER BY outcome) FROM course_record_history h
            WHERE starts_with(course_number, $2)) AS outcomes
         FROM import_progress p WHERE import_id = $1`,
        [leased.importId, prefix],
      ),
    ).toEqual([
      { successes: 3, stayed: 0, results: 'rrd', outcomes: 'restored restored undone undone undone' },
    ]);
  }
  expect(died).toBeGreaterThanOrEqual(20);
});

it('what was written over, or deleted with its person, before a batch came stays', async () => {
  const leased = await leasedUndo(await importCourses('STAY-1', 'STAY-2', 'STAY-3'));
  const batch = await batchOf(leased, await list(producer, leased));
  await importCourses('STAY-1');
  await query("DELETE FROM course_records WHERE course_number = 'STAY-2'");
  await query("DELETE FROM undo_records WHERE course_number = 'STAY-2'");
  await apply(database.service, batch);
  expect(await dump('STAY')).toHaveLength(1);
  expect(
    await query('SELECT successes::int, stayed::int FROM import_progress WHERE import_id = $1', [
      leased.importId,
    ]),
  ).toEqual([{ successes: 1, stayed: 2 }]);
});

it('rows of an undo whose records are not listed are left to come again', async () => {
  const leased = await leasedUndo(await importCourses('RESTORED-1'));
  await apply(database.service, await batchOf(leased, 1));
  expect(await dump('RESTORED')).toHaveLength(1);
  await list(producer, leased);
  await apply(database.service, await batchOf(leased, 1));
  expect(await dump('RESTORED')).toEqual([]);
});

it('a writer with an older version never adds a record again behind its removal', async () => {
  const leased = await leasedUndo(await importCourses('RACE-1'));
  const batch = await batchOf(leased, await list(producer, leased));
  const later = await newImport({ source: 'feed' });
  const isSettled = { value: false };
  const { lines, undo } = await inTransaction(database.service, async (client) => {
    // A writer of another partition has its version, and has not written yet.
    await readConsumerPosition(client, { topic: TOPIC, partition: 1 }, 0, 'any');
    const at = { nextOffset: 0, epoch: 0 };
    const to = { nextOffset: 1, lastTimeUs: 0, leaderEpoch: 0 };
    const source = { topic: TOPIC, partition: 1 };
    const version = await moveConsumerPosition(client, source, at, to, new Map([[tenantId, 'shared']]));
    const undo = apply(database.service, batch).finally(() => {
      isSettled.value = true;
    });
    const waiting = () => query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    await eventually(waiting, (locks) => locks.length > 0 || isSettled.value, 20_000);
    const course = acceptedCourse(
      { importId: later, tenantId, personId: PERSON, position: { timeUs: clock, source: 0, number: 1 } },
      { courseNumber: 'RACE-1' },
    );
    const results = new RowResults();
    const written = await writeCourses(client, prepareCourses([course], version ?? 0, results), results);
    return { lines: written.flatMap(unpackLines), undo };
  });
  const { outbox } = await undo;
  await codec.prepare(outbox.changes);
  const published = outbox.changes.flatMap((change) => {
    const { courseRecords } = codec.decode(change).value as TranscriptChange;
    return courseRecords.rows === 0 ? [] : unpackLines(courseRecords);
  });
  // What ClickHouse shows is the line of the highest version.
  const [shown] = [
    ...lines.map((line) => ({ version: Number(line.split('\t').at(-1)), isDeleted: false })),
    ...published.map((line) => {
      const [version, isDeleted] = line.split('\t').slice(-2);
      return { version: Number(version), isDeleted: isDeleted === '1' };
    }),
  ].sort((a, b) => b.version - a.version);
  expect(await query("SELECT version::int FROM course_records WHERE course_number = 'RACE-1'")).toEqual([
    { version: shown?.version },
  ]);
  expect(shown?.isDeleted).toBe(false);
});

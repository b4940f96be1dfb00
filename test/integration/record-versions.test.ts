import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import { unpackLines } from '../../services/transcript-writer/write/mirror-rows.ts';
import { RowResults } from '../../services/transcript-writer/write/row-results.ts';
import { prepareCourses, writeCourses } from '../../services/transcript-writer/write/write-courses.ts';
import { acceptedCourse } from '../support/accepted-course.ts';
import { eventually, sql } from '../support/product.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const NAME = 'record_versions';
/** An import each time it is written. */
const importAt = (timeUs: number) => ({
  importId: `0190a0b0-0000-7000-8000-${String(timeUs).padStart(12, '0')}`,
  tenantId: 7,
  personId: 11,
});
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(NAME);
});
afterAll(() => database.drop());

/** Writes courses of one person in one statement. */
async function write(timeUs: number, ...courseNumbers: string[]) {
  const courses = courseNumbers.map((courseNumber, index) =>
    acceptedCourse(
      { ...importAt(timeUs), position: { timeUs, source: 0, number: index + 1 } },
      { courseNumber },
    ),
  );
  const { rows } = await database.service.query<{ version: number }>(
    "SELECT nextval('record_version') AS version",
  );
  const results = new RowResults();
  return writeCourses(database.service, prepareCourses(courses, rows[0]?.version ?? 0, results), results);
}

async function stored(): Promise<Map<string, { version: number; position: number }>> {
  const { rows } = await database.admin.query<{
    course_number: string;
    version: string;
    position_us: string;
  }>('SELECT course_number, version, position_us FROM course_records');
  return new Map(
    rows.map((row) => [
      row.course_number,
      { version: Number(row.version), position: Number(row.position_us) },
    ]),
  );
}

async function history() {
  const { rows } = await database.admin.query<{
    course_number: string;
    position: number;
    outcome: string;
    by: string;
  }>(
    `SELECT course_number, position_us::int AS position, outcome, replaced_by AS by FROM course_record_history
     ORDER BY course_number, position_us`,
  );
  return rows;
}

it('of two writers that meet on a record the later one has the higher version, whoever began first', async () => {
  await write(1, 'A', 'B', 'C');
  const before = await stored();
  await database.admin.query("BEGIN; SELECT FROM course_records WHERE course_number = 'A' FOR UPDATE");
  // It has its version, and waits for the record that it comes to first.
  const begunFirst = write(3, 'A', 'B', 'C');
  await eventually(
    () =>
      sql<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'",
        [NAME],
      ),
    ([row]) => row?.waiting === 1,
    10_000,
  );
  const meanwhile = await write(2, 'B');
  const between = (await stored()).get('B')?.version ?? 0;
  await database.admin.query('COMMIT');
  const last = await begunFirst;
  const after = await stored();

  expect([...after.values()].map(({ position }) => position)).toEqual([3, 3, 3]);
  expect(between).toBeGreaterThan(before.get('B')?.version ?? 0);
  expect(after.get('B')?.version).toBeGreaterThan(between);
  // The others share the version of the statement, which had begun before.
  expect(after.get('A')?.version).toBe(after.get('C')?.version);
  expect(after.get('A')?.version).toBeLessThan(between);
  const versionsOf = (current: readonly MirrorRows[]) =>
    current.flatMap(unpackLines).map((line) => Number(line.split('\t').at(-1)));
  expect(versionsOf(meanwhile)).toEqual([between]);
  expect(versionsOf(last)).toEqual(['A', 'B', 'C'].map((number) => after.get(number)?.version));
  expect(await history()).toEqual([
    { course_number: 'A', position: 1, outcome: 'replaced', by: importAt(3).importId },
    { course_number: 'B', position: 1, outcome: 'replaced', by: importAt(2).importId },
    { course_number: 'B', position: 2, outcome: 'replaced', by: importAt(3).importId },
    { course_number: 'C', position: 1, outcome: 'replaced', by: importAt(3).importId },
  ]);
});

it('what comes late changes nothing and is kept as overtaken, beside what is written', async () => {
  await write(10, 'LATE-1');
  const current = await write(9, 'LATE-0', 'LATE-1', 'LATE-2');
  const after = await stored();
  expect(['LATE-0', 'LATE-1', 'LATE-2'].map((number) => after.get(number)?.position)).toEqual([9, 10, 9]);
  expect(current.flatMap(unpackLines).map((line) => line.split('\t')[2])).toEqual(['LATE-0', 'LATE-2']);
  expect((await history()).filter(({ course_number }) => course_number.startsWith('LATE'))).toEqual([
    { course_number: 'LATE-1', position: 9, outcome: 'overtaken', by: importAt(10).importId },
  ]);
});

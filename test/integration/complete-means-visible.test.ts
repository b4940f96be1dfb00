import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import {
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { acceptAndHold, letFinish } from '../support/hold-import.ts';
import { accept, callJson, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

const everyone = people('visible', 300);
const courses = (prefix: string, seed: number, rows: number) =>
  toCsv(COURSE_HEADER, courseRows({ seed, people: everyone, rows, prefix, bad: 0 }));

beforeAll(() => loadPeople('acme', everyone));

async function deleteHalf(table: string, column: string, prefix: string): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({
    query: `ALTER TABLE ${table} DELETE WHERE person_id % 2 = 0 AND startsWith(${column}, {prefix: String})`,
    query_params: { prefix },
    clickhouse_settings: { mutations_sync: '1' },
  });
}

async function logOf(importId: string): Promise<string[]> {
  const log = await readFile(join(dataDir(), 'logs', 'aggregator.log'), 'utf8');
  return log.split('\n').filter((line) => line.includes(importId));
}

it('an import of courses is Complete only with all of its records in ClickHouse, whatever was lost there', async () => {
  const { id } = await acceptAndHold(courses('VISIBLE', 1, 5_000));
  await deleteHalf('course_records', 'course_number', 'VISIBLE-');
  await letFinish(id);
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 5_000 });
  expect(
    differences(await mirroredCourses('acme', 'VISIBLE-'), await storedCourses('acme', 'VISIBLE-')),
  ).toEqual([]);
  expect((await logOf(id)).join('\n')).toMatch(
    /"refilled":[1-9]\d*,"msg":"records compared with PostgreSQL"/,
  );
});

it('one of certifications, too', async () => {
  const rows = certificationRows({ seed: 2, people: everyone, rows: 3_000, prefix: 'VISIBLE', bad: 0 });
  const { id } = await acceptAndHold(toCsv(CERTIFICATION_HEADER, rows), { type: 'certifications' });
  await deleteHalf('certification_records', 'certification_name', 'VISIBLE ');
  await letFinish(id);
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 3_000 });
  expect(await mirroredCertifications('acme', 'VISIBLE ')).toEqual(
    await storedCertifications('acme', 'VISIBLE '),
  );
});

it('rows that repeat a key, and records that are replaced since, are known without a comparison', async () => {
  const file = courses('VISIBLE-AGAIN', 3, 6_000);
  const first = await importFile(file);
  const second = await accept(file);
  const third = await importFile(file);
  for (const { id } of [first, second, third])
    expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 6_000 });
  // What the third replaces of the second may be merged before that one is counted.
  for (const { id } of [first, third])
    expect((await logOf(id)).filter((line) => line.includes('records differ, comparing them'))).toEqual([]);
});

it('records of a person who was deleted meanwhile are not missed', async () => {
  const rows = courseRows({ seed: 6, people: everyone, rows: 300, prefix: 'VISIBLE-GONE', bad: 0 });
  const { id } = await acceptAndHold(toCsv(COURSE_HEADER, rows));
  const condition = "starts_with(course_number, 'VISIBLE-GONE') AND person_id % 2 = 0";
  await sql(`DELETE FROM course_records WHERE ${condition}`);
  await deleteHalf('course_records', 'course_number', 'VISIBLE-GONE');
  await letFinish(id);
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 300 });
  expect((await logOf(id)).filter((line) => line.includes('records differ, comparing them'))).toEqual([]);
});

it('an import is not finished by counts that add up to its rows, but by those of each partition', async () => {
  const { id } = await acceptAndHold(courses('VISIBLE-SUMS', 4, 5_000));
  const partitions = await sql<{ partition: number }>(
    'SELECT partition FROM import_counts WHERE import_id = $1 ORDER BY partition',
    [id],
  );
  const [one, other] = partitions.map(({ partition }) => partition);
  const move = (by: number) =>
    sql(
      `UPDATE import_counts SET successes = successes + CASE partition WHEN $2 THEN $4::int ELSE -$4::int END
       WHERE import_id = $1 AND partition IN ($2, $3)`,
      [id, one, other, by],
    );
  await move(10);
  await letFinish(id);
  await passOverAll();
  const { body } = await callJson<{ status: string }>('acme-hr', `/api/imports/${id}`);
  expect(body.status).toBe('In progress');
  await move(-10);
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 5_000 });
});

/** An import that is let go is touched by no flush: only a pass over all running imports finishes it. */
async function passOverAll(): Promise<void> {
  const { id } = await acceptAndHold(courses('VISIBLE-PASS', 5, 10));
  await letFinish(id);
  await eventually(
    () => sql<{ status: string }>('SELECT status FROM imports WHERE import_id = $1', [id]),
    ([row]) => row?.status === 'complete',
  );
}

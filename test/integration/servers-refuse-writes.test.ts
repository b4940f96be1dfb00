import { createClient } from '@clickhouse/client';
import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { differences, mirroredCourses, storedCourses } from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import {
  accept,
  call,
  clickhouse,
  endpoints,
  eventually,
  finished,
  importFile,
  sql,
  upload,
} from '../support/product.ts';
import { whileStands } from '../support/while-imports-stand.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
/** More than may be in flight (IN_FLIGHT_ROWS): ingest is not done while none is stored. */
const ROWS = 60_000;
const coursesOf = (prefix: string, rows: number) =>
  HEADER +
  Array.from({ length: rows }, (_, row) => `rae.readonly,${prefix}-${row},Safety,OJT,2020-01-01\n`).join('');

type Counting = readonly ['ingest' | 'transcript-writer' | 'aggregator', string];

/** The sum of a counter's lines, from the service's own metrics. */
async function counted([service, series]: Counting): Promise<number> {
  const { PORT } = serviceEnvironment(service);
  const text = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(series));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Waits until each counter has grown since `before`: every service has met the refusal, more than once. */
async function untilMet(counters: readonly Counting[], before: readonly number[]): Promise<void> {
  for (const [index, counter] of counters.entries())
    await eventually(
      () => counted(counter),
      (value) => value >= (before[index] ?? 0) + 2,
    );
}

beforeAll(() => loadPeople('acme', [{ username: 'rae.readonly', employeeId: null }]));

async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  await sql(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
  // Sessions that are open take it over too, at their next statement.
  await sql('SELECT pg_reload_conf()');
}

it('a PostgreSQL that turns read-only pauses imports, refuses uploads with 503 and ends no process', async () => {
  const earlier = await importFile(coursesOf('BEFORE', 1));
  const { pids } = endpoints();
  const counters: Counting[] = [
    ['ingest', 'lms_ingest_errors_total{source="postgres"}'],
    ['transcript-writer', 'lms_writer_errors_total{source="postgres"}'],
    ['aggregator', 'lms_aggregator_errors_total{source="postgres"}'],
  ];
  const before = await Promise.all(counters.map(counted));
  // Each service has something to write when it meets the refusal: aggregator the counts of one import, ingest and
  // transcript-writer the rows of another, of which fewer may be in flight than it has.
  const { id } = await whileStands('aggregator', async () => {
    const written = await accept(coursesOf('WRITTEN', 1_000));
    await eventually(
      () =>
        sql<{ rows: string }>('SELECT sum(successes) AS rows FROM import_progress WHERE import_id = $1', [
          written.id,
        ]),
      ([progress]) => Number(progress?.rows) === 1_000,
    );
    return whileStands('transcript-writer', async () => {
      const accepted = await accept(coursesOf('READONLY', ROWS));
      await eventually(
        // Rows on the topic: with none of them transcript-writer would have nothing to write.
        () => sql('SELECT FROM import_leases WHERE import_id = $1 AND acknowledged_rows > 0', [accepted.id]),
        (leases) => leases.length > 0,
      );
      await setReadOnly('on');
      return accepted;
    });
  });
  try {
    await untilMet(counters, before);
    const refused = [
      await upload(coursesOf('REFUSED', 1)),
      await call('acme-hr', `/api/imports/${id}/cancel`, { method: 'POST' }),
      await call('acme-hr', earlier.links.original ?? ''),
    ];
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).not.toBeNull();
      expect(await response.json()).toMatchObject({ code: 'unavailable' });
    }
    // What only reads is answered.
    expect((await call('acme-hr', `/api/imports/${id}`)).status).toBe(200);
  } finally {
    await setReadOnly('off');
  }
  expect(await finished(id)).toMatchObject({ status: 'Complete', total: ROWS, successes: ROWS });
  expect(endpoints().pids).toEqual(pids);
  expect(await storedCourses('acme', 'REFUSED-')).toHaveProperty('size', 0);
});

async function inClickHouse(query: string): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query });
}

it('a ClickHouse whose disk is full pauses what it should show, and ends no process', async () => {
  const { pids } = endpoints();
  const counters: Counting[] = [['aggregator', 'lms_aggregator_errors_total{source="clickhouse"}']];
  const before = await Promise.all(counters.map(counted));
  // No disk has as much free.
  await inClickHouse(
    'ALTER TABLE course_records MODIFY SETTING min_free_disk_bytes_to_perform_insert = 9000000000000000000',
  );
  let id: string;
  try {
    ({ id } = await accept(coursesOf('FULLDISK', 5_000)));
    await untilMet(counters, before);
    const [shown] = await clickhouse<{ rows: string }>(
      "SELECT count() AS rows FROM course_records WHERE startsWith(course_number, 'FULLDISK-')",
    );
    expect(Number(shown?.rows)).toBe(0);
  } finally {
    await inClickHouse('ALTER TABLE course_records RESET SETTING min_free_disk_bytes_to_perform_insert');
  }
  expect(await finished(id)).toMatchObject({ status: 'Complete', successes: 5_000 });
  expect(
    differences(await mirroredCourses('acme', 'FULLDISK-'), await storedCourses('acme', 'FULLDISK-')),
  ).toEqual([]);
  expect(endpoints().pids).toEqual(pids);
});

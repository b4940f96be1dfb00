import { createClient } from '@clickhouse/client';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import { type CommandResult, loadPeople, runCommand } from '../support/commands.ts';
import {
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
  tenantId,
} from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { accept, clickhouse, endpoints, eventually, finished, importFile, sql } from '../support/product.ts';
import { settleRecency } from '../support/settle-recency.ts';

const everyone = people('reconcile', 500);
const courses = (seed: number, rows: number, prefix = 'RECONCILE') =>
  toCsv(COURSE_HEADER, courseRows({ seed, people: everyone, rows, prefix, bad: 0 }));

beforeAll(async () => {
  await loadPeople('acme', everyone);
  await importFile(courses(1, 10_000));
  // Overwrites some of them.
  await importFile(courses(5, 2_000));
  const rows = certificationRows({ seed: 2, people: everyone, rows: 2_000, prefix: 'RECONCILE', bad: 0 });
  await importFile(toCsv(CERTIFICATION_HEADER, rows), { type: 'certifications' });
  // Other suites may have left differences on this product, by what they did to the mirror and to topics.
  await reconcile('--repair');
});

async function run(query: string, query_params: Record<string, unknown> = {}): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query, query_params, clickhouse_settings: { mutations_sync: '1' } });
}

function reconcile(...args: string[]): Promise<CommandResult> {
  return runCommand('reconcile', ['--tenant', 'acme', ...args]);
}

async function expectAgreement(): Promise<void> {
  expect(await reconcile()).toMatchObject({
    code: 0,
    output:
      'acme course_records: the same\nacme course_history: the same\nacme certification_records: the same\nacme people: the same\nacme imports: the same\n',
  });
  expect(
    differences(await mirroredCourses('acme', 'RECONCILE'), await storedCourses('acme', 'RECONCILE')),
  ).toEqual([]);
  expect(await mirroredCertifications('acme', 'RECONCILE ')).toEqual(
    await storedCertifications('acme', 'RECONCILE '),
  );
  expect(
    await clickhouse(
      `SELECT record_id FROM (
         SELECT record_id, is_latest, row_number() OVER (
           PARTITION BY certification_name, person_id ORDER BY issue_date DESC, record_id DESC) = 1 AS computed
         FROM reporting.certifications WHERE tenant_id = {tenant: UInt32}
       ) WHERE is_latest != computed`,
      { tenant: await tenantId('acme') },
    ),
  ).toEqual([]);
}

it('takes no line of the history for missing that aggregator has yet to copy', async () => {
  await withHistoryHeldBack(async () => {
    const [before] = await sql<{ version: string }>('SELECT version FROM history_mirror');
    await importFile(courses(6, 2_000));
    expect(await reconcile()).toMatchObject({
      code: 0,
      output: expect.stringContaining('course_history: the same'),
    });
    const [after] = await sql<{ version: string }>('SELECT version FROM history_mirror');
    expect(after).toEqual(before);
  });
});

/** Keeps aggregator from copying the history while `act` runs. */
async function withHistoryHeldBack(act: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.mirrorHistory]);
    await act();
  } finally {
    await client.end();
  }
}

/** Rows go missing, get older, and come from nowhere, in every table. */
async function spoil(): Promise<void> {
  // Lines that are yet to be copied are not compared.
  await historyMirrored();
  const tenant = await tenantId('acme');
  await run('ALTER TABLE course_records DELETE WHERE tenant_id = {tenant: UInt32} AND person_id % 3 = 0', {
    tenant,
  });
  // Records of a lost history: some hide what PostgreSQL has, others are of people that it does not know.
  const lost = (columns: string, where: string) =>
    run(
      `INSERT INTO course_records SELECT * REPLACE (${columns}) FROM course_records
       WHERE tenant_id = {tenant: UInt32} AND startsWith(course_number, 'RECONCILE-') AND ${where}`,
      { tenant },
    );
  await lost("'Lost' AS course_name, version + 1000000 AS version", 'person_id % 3 = 1');
  await lost("concat(course_number, '-LOST') AS course_number", 'person_id % 7 = 1');
  // What a lost undo has removed.
  await lost('version + 2000000 AS version, 1 AS is_deleted', 'person_id % 7 = 2');
  await run('ALTER TABLE course_history DELETE WHERE tenant_id = {tenant: UInt32} AND person_id % 3 = 0', {
    tenant,
  });
  await run(
    `INSERT INTO course_history SELECT * REPLACE (version + 1000000 AS version) FROM course_history
     WHERE tenant_id = {tenant: UInt32} AND person_id % 3 = 1`,
    { tenant },
  );
  await run(
    `INSERT INTO certification_records (* EXCEPT (recency))
     SELECT * EXCEPT (recency) REPLACE (record_id + 1000000000 AS record_id)
     FROM certification_records FINAL WHERE tenant_id = {tenant: UInt32} LIMIT 10`,
    { tenant },
  );
  // Later than what they hide, whose people have another latest record once they are gone.
  await settleRecency();
  await run(
    `INSERT INTO people SELECT * REPLACE (person_id + 1000000 AS person_id) FROM people FINAL
     WHERE tenant_id = {tenant: UInt32} LIMIT 5`,
    { tenant },
  );
  await run(
    `INSERT INTO imports SELECT * REPLACE (generateUUIDv4() AS import_id) FROM imports
     WHERE tenant_id = {tenant: UInt32} LIMIT 1`,
    { tenant },
  );
}

it('finds nothing where nothing differs, also while an import runs', async () => {
  await expectAgreement();
  const { id } = await accept(courses(3, 30_000, 'RECONCILE-RUNNING'));
  expect((await reconcile()).code).toBe(0);
  await finished(id);
});

it('names what differs, and repairs it while an import runs', async () => {
  await spoil();
  const found = await reconcile();
  expect(found.code).toBe(2);
  expect(found.output).toMatch(
    /course_records: [1-9]\d* missing in ClickHouse; [1-9]\d* unknown to PostgreSQL\n.*course_history: [1-9]\d* missing in ClickHouse; [1-9]\d* unknown to PostgreSQL\n.*certification_records: 0 missing in ClickHouse; 10 unknown to PostgreSQL\n.*people: 0 missing in ClickHouse; 5 unknown to PostgreSQL\n.*imports: 0 missing in ClickHouse; 1 unknown to PostgreSQL\n/,
  );
  const { id } = await accept(courses(4, 30_000, 'RECONCILE-BESIDE'));
  expect(await reconcile('--repair')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/course_records: .* inserted; .* removed\n/),
  });
  await finished(id);
  await expectAgreement();
});

async function metric(name: string): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${serviceEnvironment('aggregator')['PORT']}/metrics`);
  return (await answer.text()).split('\n').filter((line) => line.startsWith(name));
}

it('aggregator compares each tenant by itself when its time has come, and measures what it finds', async () => {
  await run('ALTER TABLE course_records DELETE WHERE tenant_id = {tenant: UInt32} AND person_id % 5 = 0', {
    tenant: await tenantId('acme'),
  });
  await sql(
    "UPDATE mirror_checks SET checked_at = '2020-01-01' WHERE tenant_id = (SELECT tenant_id FROM tenants WHERE slug = 'acme')",
  );
  await eventually(
    () => metric('lms_aggregator_mirror_differences{table="course_records"}'),
    ([line]) => Number(line?.split(' ')[1]) > 0,
  );
  expect((await reconcile('--repair')).code).toBe(0);
  await expectAgreement();
  await eventually(
    () => metric('lms_aggregator_mirror_differences{table="course_records"}'),
    ([line]) => Number(line?.split(' ')[1]) === 0,
  );
});

it('says what is wrong with its arguments', async () => {
  expect(await runCommand('reconcile', ['--tenant', 'initech'])).toMatchObject({
    code: 1,
    output: 'There is no tenant initech\n',
  });
  expect(await runCommand('reconcile', ['acme'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('Usage:'),
  });
});

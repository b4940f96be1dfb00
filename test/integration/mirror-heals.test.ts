import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { clickhouseSettings } from '#shared/config.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { IMPORTS } from '#shared/mirror/mirror-tables.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Outages } from '#shared/runtime/outages.ts';
import { migrate } from '../../deploy/migrate/migrate.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import {
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
} from '../support/compare-state.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { historyInBoth, historyMirrored } from '../support/history-mirrored.ts';
import { measured } from '../support/metrics.ts';
import {
  accept,
  call,
  callJson,
  clickhouse,
  endpoints,
  eventually,
  finished,
  importFile,
  sql,
} from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';
import { whileDown } from '../support/while-down.ts';

const everyone = people('heals', 100);
const courses = (seed: number, rows: number) =>
  toCsv(COURSE_HEADER, courseRows({ seed, people: everyone, rows, prefix: 'HEALS', bad: 0.1 }));
const certifications = (seed: number) =>
  toCsv(
    CERTIFICATION_HEADER,
    certificationRows({ seed, people: everyone, rows: 100, prefix: 'HEALS', bad: 0 }),
  );

beforeAll(async () => {
  await loadPeople('acme', everyone);
  await importFile(courses(1, 1_000));
  await importFile(certifications(2), { type: 'certifications' });
  await sql(
    'INSERT INTO deleted_people (tenant_id, person_id) VALUES (1, 1999999999) ON CONFLICT DO NOTHING',
  );
});
afterEach(() => {
  vi.useRealTimers();
});

async function run(query: string): Promise<void> {
  const { url, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, username, password });
  await client.command({ query });
}

/** ClickHouse has what PostgreSQL has, of this file's records and of everybody's history, people and imports. */
async function expectMirror(): Promise<void> {
  expect(differences(await mirroredCourses('acme', 'HEALS'), await storedCourses('acme', 'HEALS'))).toEqual(
    [],
  );
  expect(await mirroredCertifications('acme', 'HEALS')).toEqual(await storedCertifications('acme', 'HEALS'));
  await expectSameNumber('deleted_people', 'true');
  await expectHistoryPeopleAndImports();
}

async function expectHistoryPeopleAndImports(): Promise<void> {
  await historyMirrored();
  const { stored, mirrored } = await historyInBoth();
  expect(mirrored).toBe(stored);
  await expectSameNumber('people', 'true');
  await expectSameNumber('imports', IMPORTS.mirrored);
}

async function expectSameNumber(table: string, condition: string): Promise<void> {
  const [stored] = await sql<{ rows: string }>(`SELECT count(*) AS rows FROM ${table} WHERE ${condition}`);
  await eventually(
    () => clickhouse<{ rows: string }>(`SELECT count() AS rows FROM ${table} FINAL`),
    ([mirrored]) => Number(mirrored?.rows) === Number(stored?.rows),
    10_000,
  );
}

const missing = (table: string) =>
  measured('aggregator', `lms_aggregator_mirror_table_missing{table="${table}"}`);
const see = async (id: string) => (await callJson<ImportView>('acme-hr', `/api/imports/${id}`)).body;

/** The first event of an import. */
async function nextEvent(id: string): Promise<ImportView> {
  const response = await call('acme-hr', `/api/imports/${id}/events`);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    const [, data] = /^data: (.+)\n\n/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data) as ImportView;
  }
  throw new Error('no event');
}

/** Has a service's process record that it has not reached ClickHouse for `seconds`. */
async function recordOutage(seconds: number): Promise<Outages> {
  const url = serviceEnvironment('aggregator')['POSTGRES_URL'] ?? '';
  const pool = createPool(url, { applicationName: 'test', max: 1, onError: () => undefined });
  const outages = new Outages({ pool, logger: createLogger('test', 'silent') }, 'test');
  vi.useFakeTimers({ toFake: ['performance'] });
  const step = outages.step('clickhouse');
  step.failed();
  vi.advanceTimersByTime(seconds * 1_000);
  await outages.report();
  vi.useRealTimers();
  return outages;
}

it('without a table of it imports wait and say so, the services go on, and a rebuild lets them end', async () => {
  const pids = endpoints().pids['aggregator'];
  await run('DROP TABLE lms.course_records SYNC');
  const { id } = await accept(courses(3, 1_000));
  await eventually(
    () => missing('course_records'),
    (value) => value === 1,
  );
  expect(await missing('people')).toBe(0);
  await eventually(
    () => sql('SELECT FROM outbox'),
    (entries) => entries.length > 0,
  );
  expect(await see(id)).toMatchObject({ status: 'In progress', successes: 0, delayed: null });
  expect((await call('acme-hr', '/api/reports/courses-by-course?course=HEALS-1')).status).toBe(503);

  const before = await recordOutage(29);
  await sql("UPDATE imports SET last_updated = now() - interval '2 minutes' WHERE import_id = $1", [id]);
  expect((await see(id)).delayed).toBeNull();
  await before.stop();
  const outages = await recordOutage(31);
  expect((await see(id)).delayed).toMatchObject({ by: 'clickhouse' });
  expect(Date.parse((await see(id)).delayed?.since ?? '')).toBeLessThan(Date.now() - 30_000);
  expect((await nextEvent(id)).delayed).toMatchObject({ by: 'clickhouse' });
  await sql('UPDATE imports SET last_updated = now() WHERE import_id = $1', [id]);
  expect((await see(id)).delayed).toBeNull();
  await outages.stop();
  expect(await sql("SELECT FROM outages WHERE service = 'test'")).toEqual([]);

  const { code, output } = await runCommand('mirror-rebuild', []);
  expect(code, output).toBe(0);
  expect(output).toMatch(/^course_records was missing\ncourse_records: \d+ rows\n/);
  expect(await finished(id)).toMatchObject({ status: 'Complete but with errors', delayed: null });
  expect(endpoints().pids['aggregator']).toEqual(pids);
  await expectMirror();
});

it('without its database it is made again while an import runs', async () => {
  const pids = endpoints().pids['aggregator'];
  await run('DROP DATABASE lms SYNC');
  const { id } = await accept(courses(4, 1_000));
  const { code, output } = await runCommand('mirror-rebuild', []);
  expect(code, output).toBe(0);
  await finished(id);
  expect(endpoints().pids['aggregator']).toEqual(pids);
  await expectMirror();
  await eventually(
    () => missing('course_records'),
    (tables) => tables === 0,
  );
});

it('is made again when ClickHouse has lost its data folder, most of it by itself', async () => {
  const { id } = await accept(courses(5, 1_000));
  await whileDown('clickhouse', () => rm(join(dataDir(), 'clickhouse/data'), { recursive: true }));
  // As a start does, which finds no tables.
  const { url, database, username, password } = endpoints().clickhouse;
  await migrate(
    {
      postgres: { adminUrl: endpoints().postgres.url, rolePasswords: {} },
      clickhouse: clickhouseSettings.parse({
        CLICKHOUSE_URL: url,
        CLICKHOUSE_DATABASE: database,
        CLICKHOUSE_USERNAME: username,
        CLICKHOUSE_PASSWORD: password,
      }),
      kafka: undefined,
      objectStore: undefined,
    },
    createLogger('test', 'silent'),
  );
  await finished(id);
  await expectHistoryPeopleAndImports();
  const { code, output } = await runCommand('mirror-rebuild', []);
  expect(code, output).toBe(0);
  await expectMirror();
});

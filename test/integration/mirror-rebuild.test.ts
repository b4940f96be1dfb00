import { createClient } from '@clickhouse/client';
import { beforeAll, expect, it } from 'vitest';
import { loadPeople, runCommand } from '../support/commands.ts';
import {
  differences,
  mirroredCertifications,
  mirroredCourses,
  storedCertifications,
  storedCourses,
  tenantId,
} from '../support/compare-state.ts';
import { CERTIFICATION_HEADER, COURSE_HEADER, toCsv } from '../support/csv.ts';
import { certificationRows, courseRows, people } from '../support/history-generator.ts';
import { historyInBoth, historyMirrored } from '../support/history-mirrored.ts';
import {
  accept,
  callJson,
  clickhouse,
  endpoints,
  eventually,
  finished,
  importFile,
} from '../support/product.ts';

const everyone = people('mirror', 1_000);
const courses = (seed: number, rows: number) =>
  toCsv(COURSE_HEADER, courseRows({ seed, people: everyone, rows, prefix: 'MIRROR', bad: 0 }));

beforeAll(async () => {
  await loadPeople('acme', everyone);
  await importFile(courses(11, 20_000));
  // Overwrites some of them.
  await importFile(courses(14, 2_000));
  await historyMirrored();
  const certifications = certificationRows({
    seed: 12,
    people: everyone,
    rows: 2_000,
    prefix: 'MIRROR',
    bad: 0,
  });
  await importFile(toCsv(CERTIFICATION_HEADER, certifications), { type: 'certifications' });
});

async function run(query: string): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query, clickhouse_settings: { mutations_sync: '1' } });
}

async function expectMirror(): Promise<void> {
  expect(
    differences(await mirroredCourses('acme', 'MIRROR-'), await storedCourses('acme', 'MIRROR-')),
  ).toEqual([]);
  expect(await mirroredCertifications('acme', 'MIRROR ')).toEqual(
    await storedCertifications('acme', 'MIRROR '),
  );
}

it('is rebuilt from PostgreSQL while an import runs, loses nothing and keeps no stranger', async () => {
  const tenant = await tenantId('acme');
  await run('ALTER TABLE course_records DELETE WHERE person_id % 2 = 0');
  await run('TRUNCATE TABLE people');
  await run('ALTER TABLE course_history DELETE WHERE person_id % 2 = 0');
  await run(
    `INSERT INTO course_history SELECT * REPLACE (version + 1000000000 AS version, written_version + 1000000000 AS written_version)
     FROM course_history LIMIT 1`,
  );
  await run(
    `INSERT INTO certification_records (tenant_id, person_id, record_id, certification_name, issue_date, status, version)
     SELECT tenant_id, person_id, 1, 'MIRROR stranger', '2020-01-01', 'completed', 1000000000
     FROM course_records WHERE tenant_id = ${tenant} LIMIT 1`,
  );
  expect(
    differences(await mirroredCourses('acme', 'MIRROR-'), await storedCourses('acme', 'MIRROR-')),
  ).not.toEqual([]);

  const { id } = await accept(courses(13, 60_000));
  const { code, output } = await runCommand('mirror-rebuild', []);
  expect(code, output).toBe(0);
  expect(output).toMatch(
    /course_records: \d+ rows\ncourse_history: [1-9]\d* rows\ncertification_records: \d+ rows\npeople: \d+ rows\nimports: \d+ rows\n$/,
  );
  await finished(id);
  await expectMirror();

  await historyMirrored();
  const { stored, mirrored } = await historyInBoth();
  expect(mirrored).toBe(stored);
  const [left] = await clickhouse<{ tables: string }>(
    "SELECT count() AS tables FROM system.tables WHERE database = currentDatabase() AND name LIKE '%rebuilt'",
  );
  expect(Number(left?.tables)).toBe(0);
  const report = await callJson<{ total: number }>('acme-hr', '/api/reports/people-detail-with-pid');
  expect(report.body.total).toBeGreaterThanOrEqual(everyone.length);
});

it('may be done again, and two at once do no harm', async () => {
  const results = await Promise.all([runCommand('mirror-rebuild', []), runCommand('mirror-rebuild', [])]);
  expect(results.some(({ code }) => code === 0)).toBe(true);
  await expectMirror();
  const imports = await eventually(
    () => clickhouse<{ rows: string }>('SELECT count() AS rows FROM imports FINAL'),
    ([row]) => Number(row?.rows) > 0,
  );
  expect(Number(imports[0]?.rows)).toBeGreaterThan(2);
});

import { createClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople, runCommand } from '../support/commands.ts';
import { fromCsv } from '../support/csv.ts';
import { call, callJson, endpoints, eventually, importFile, sql } from '../support/product.ts';

type Value = string | number | null;
interface Page {
  readonly columns: readonly { key: string; title: string; type: string }[];
  readonly rows: readonly Readonly<Record<string, Value>>[];
  readonly total: number;
  readonly next: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const CERTIFICATION = 'Report, "quoted" & =checked';
const people = Array.from({ length: 45 }, (_, n) => ({
  username: `report.${String(n).padStart(2, '0')}`,
  employeeId: `=REP-${n}`,
}));

/** A day so many days from today in UTC. */
function day(offset: number): string {
  return new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
}

async function pagesOf(path: string, limit: number): Promise<Page> {
  let rows: Page['rows'] = [];
  for (let cursor = ''; ; ) {
    const { body } = await callJson<Page>('acme-hr', `${path}&limit=${limit}${cursor}`);
    rows = [...rows, ...body.rows];
    if (body.next === null) return { ...body, rows };
    cursor = `&cursor=${body.next}`;
  }
}

beforeAll(async () => {
  await loadPeople('acme', people);
  const courses = people.map(
    ({ username }, n) => `${username},REP-1,Reporting,OLT,2020-01-01,${n % 3 === 0 ? '' : n}`,
  );
  await importFile(
    ['Username,Course Number,Course Name,Course Type,Completion Date,Score', ...courses].join('\n'),
  );
  const expirations = ['', day(-1), day(0), day(90), day(91)];
  const certifications = expirations.map(
    (expiration, n) => `report.0${n},"${CERTIFICATION.replaceAll('"', '""')}",2001-01-01,${expiration}`,
  );
  await importFile(['Username,Certification Name,Issue Date,Expiration Date', ...certifications].join('\n'), {
    type: 'certifications',
  });
  // People are mirrored by themselves, not as a part of an import.
  await eventually(
    () => callJson<Page>('acme-hr', '/api/reports/people-detail-with-pid?search=report.44'),
    ({ body }) => body.total === 1,
  );
});

describe('a report in pages', () => {
  it.each([
    '/api/reports/courses-by-course?course=REP-1&sort=score',
    '/api/reports/courses-by-course?course=REP-1&sort=score&order=desc',
    '/api/reports/courses-by-course?course=REP-1&sort=instructor',
    '/api/reports/courses-by-course?course=REP-1&sort=employeeId&order=desc',
    '/api/reports/people-detail-with-pid?search=report.',
    '/api/reports/people-detail-with-pid?search=REPORT.&sort=username&order=desc',
  ])('%s has every row once, in the order of its CSV', async (path) => {
    const { columns, rows, total } = await pagesOf(path, 7);
    expect(total).toBe(people.length);
    const csv = fromCsv(await (await call('acme-hr', path, { headers: { accept: 'text/csv' } })).text());
    expect(csv.header).toEqual(columns.map(({ title }) => title));
    // What a spreadsheet would run has an apostrophe in front.
    const written = (value: Value | undefined): string => String(value ?? '').replace(/^(?=[=+\-@\t])/, "'");
    expect(csv.rows).toEqual(rows.map((row) => columns.map(({ key }) => written(row[key]))));
  });

  it('has titles, and as CSV words, in the language of the reader', async () => {
    const path = '/api/reports/import-activity?type=courses';
    const headers = { 'accept-language': 'es-MX,es;q=0.9,en;q=0.8' };
    const { body } = await callJson<Page>('acme-hr', path, { headers });
    const titles = ['Día', 'Tipo', 'Importaciones', 'Total', 'Correctas', 'Con error'];
    expect(body.columns.map(({ title }) => title)).toEqual(titles);
    expect(body.columns[0]).toMatchObject({ key: 'day', type: 'date' });
    expect(new Set(body.rows.map((row) => row['type']))).toEqual(new Set(['courses']));
    const answer = await call('acme-hr', path, { headers: { ...headers, accept: 'text/csv' } });
    expect(answer.headers.get('content-language')).toBe('es');
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Language, Cookie');
    const csv = fromCsv(await answer.text());
    expect(csv.header).toEqual(titles);
    expect(new Set(csv.rows.map((row) => row[1]))).toEqual(new Set(['cursos']));
    const records = '/api/reports/courses-by-course?course=REP-1';
    const detail = await call('acme-hr', records, { headers: { ...headers, accept: 'text/csv' } });
    const { header, rows } = fromCsv(await detail.text());
    expect(new Set(rows.map((row) => row[header.indexOf('Estado')]))).toEqual(new Set(['completado']));
    const english = fromCsv(await (await call('acme-hr', path, { headers: { accept: 'text/csv' } })).text());
    expect(english.header).toEqual(['Day', 'Type', 'Imports', 'Total', 'Successes', 'Failures']);
    expect(new Set(english.rows.map((row) => row[1]))).toEqual(new Set(['courses']));
  });

  it('has blanks behind everything else, whatever the order', async () => {
    for (const order of ['asc', 'desc']) {
      const path = `/api/reports/courses-by-course?course=REP-1&sort=score&order=${order}`;
      const scores = (await pagesOf(path, 200)).rows.map((row) => row['score']);
      const known = scores.filter((score) => typeof score === 'number');
      expect(scores.slice(0, known.length)).toEqual(known);
      expect(known).toEqual(known.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
    }
  });

  it("refuses another report's cursor, or one of another order", async () => {
    const path = '/api/reports/courses-by-course?course=REP-1&limit=1';
    const { body } = await callJson<Page>('acme-hr', path);
    for (const other of [
      `${path}&order=desc`,
      `${path}&sort=score`,
      '/api/reports/courses-by-course?limit=1',
    ]) {
      const answer = await callJson<{ code: string }>('acme-hr', `${other}&cursor=${body.next}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-parameter' } });
    }
  });
});

describe('Certifications by Certification', () => {
  const path = '/api/reports/certifications-by-certification';

  it('counts what has expired before today, and what expires within 90 days', async () => {
    const { body } = await callJson<Page>('acme-hr', `${path}?search=QUOTED`);
    expect(body.rows).toEqual([
      { certificationName: CERTIFICATION, records: 5, people: 5, expired: 1, expiring: 2 },
    ]);
  });

  it.each([
    ['expired', [day(-1)]],
    ['expiring', [day(0), day(90)]],
  ])('lists the records that are %s', async (expiry, dates) => {
    const name = encodeURIComponent(CERTIFICATION);
    const { rows } = await pagesOf(`${path}?certification=${name}&expiry=${expiry}&sort=expirationDate`, 1);
    expect(rows.map((row) => row['expirationDate'])).toEqual(dates);
    expect(rows[0]).toMatchObject({
      certificationName: CERTIFICATION,
      firstName: 'First',
      status: 'completed',
    });
  });
});

describe('Courses by Course', () => {
  const base = '/api/reports/courses-by-course?search=SUM-';

  beforeAll(async () => {
    await loadPeople('acme', [{ username: 'report.leaver', employeeId: 'LEAVER-1' }]);
    const header = 'Username,Course Number,Course Name,Course Type,Completion Date';
    const line = (username: string, n: number, name: string, type: string, date: string): string =>
      `${username},${n % 2 === 0 ? 'SUM' : 'sum'}-${n % 9},${name} ${n % 4},${type},${date}`;
    const first = people.map(({ username }, n) =>
      line(username, n, 'First', 'OLT', `2021-01-${10 + (n % 9)}`),
    );
    await importFile([header, ...first, line('report.leaver', 1, 'Left', 'OLT', '2024-01-01')].join('\n'));
    // An older date overwrites too: the last completion moves back.
    const second = people
      .slice(0, 20)
      .map(({ username }, n) => line(username, n, 'Second', 'OJT', '2020-01-01'));
    await importFile([header, ...second, 'report.leaver,SUM-gone,Gone,OLT,2024-01-01'].join('\n'));
    const { code, output } = await runCommand('person-delete', ['--tenant', 'acme', 'report.leaver']);
    expect(code, output).toBe(0);
    await addDeletedLines();
  });

  it.each([
    ['courseNumber', 'asc'],
    ['courseName', 'desc'],
    ['records', 'desc'],
    ['lastCompletion', 'asc'],
  ] as const)('says what PostgreSQL says, page by page, by %s %s', async (sort, order) => {
    const truth = await sql<Record<string, Value>>(
      `SELECT course_number AS "courseNumber", (array_agg(course_name ORDER BY version DESC, person_id DESC))[1] AS "courseName",
         (array_agg(course_type ORDER BY version DESC, person_id DESC))[1] AS "courseType", count(*)::int AS records,
         count(DISTINCT person_id)::int AS people, max(completion_date)::text AS "lastCompletion"
       FROM course_records JOIN tenants USING (tenant_id)
       WHERE slug = 'acme' AND course_number ILIKE 'sum-%' GROUP BY course_number`,
    );
    const { rows, total } = await pagesOf(`${base}&sort=${sort}&order=${order}`, 4);
    const byNumber = (list: readonly Readonly<Record<string, Value>>[]) =>
      list.toSorted((a, b) => (String(a['courseNumber']) < String(b['courseNumber']) ? -1 : 1));
    expect(total).toBe(truth.length);
    expect(byNumber(rows)).toEqual(byNumber(truth));
    const sign = order === 'asc' ? 1 : -1;
    const inOrder = rows.map((row) => {
      const value = row[sort] ?? null;
      return typeof value === 'string' ? value.toLowerCase() : Number(value);
    });
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0)));
  });
});

/** The newest line of a course, and the only one of another, are of nobody's record. */
async function addDeletedLines(): Promise<void> {
  const [newest] = await sql<{ tenant_id: number; version: string }>(
    "SELECT tenant_id, nextval('record_version') AS version FROM tenants WHERE slug = 'acme'",
  );
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  const line = (course_number: string) => ({
    ...newest,
    person_id: 4_000_000_000,
    course_number,
    course_name: 'Deleted',
    course_type: 'OLT',
    completion_date: '2024-01-01',
    is_deleted: 1,
  });
  await client.insert({
    table: 'course_records',
    values: [line('SUM-0'), line('SUM-deleted')],
    format: 'JSONEachRow',
  });
}

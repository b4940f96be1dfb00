import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople } from '../support/commands.ts';
import { fromCsv } from '../support/csv.ts';
import { call, callJson, eventually, importFile } from '../support/product.ts';

type Row = Readonly<Record<string, string | number | null>>;
interface Report {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly totals?: Readonly<Record<string, number>> | null;
}
interface Person {
  readonly id: string;
  readonly username: string;
}

const PEOPLE = [
  { username: 'rqsx.lukasz', employeeId: 'RQSX-1', firstName: 'Łukasz', lastName: 'Żółć' },
  { username: 'rqsx.soren', employeeId: 'RQSX-2', firstName: 'Søren', lastName: 'Østergaard' },
  { username: 'rqsx.asher', employeeId: 'RQSX-3', firstName: 'Asher', lastName: 'Taylor' },
  { username: 'rqsx.gross', employeeId: 'RQSX-4', firstName: 'Änne', lastName: 'Groß' },
];
const DAY_MS = 24 * 60 * 60 * 1_000;
const NAME = 'RQSX First Aid';
const report = '/api/reports/certifications-by-certification';

function day(offset: number): string {
  return new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
}

const get = async <Body>(path: string): Promise<Body> => (await callJson<Body>('acme-hr', path)).body;

beforeAll(async () => {
  await loadPeople('acme', PEOPLE);
  const rows = [
    // Renewed: the earlier record stands behind the later one, as an export by name may have it.
    `rqsx.lukasz,${NAME},2024-03-01,${day(400)}`,
    `rqsx.lukasz,${NAME},2022-03-01,2024-03-01`,
    // Renewed, and the renewal has expired as well.
    `rqsx.soren,${NAME},2019-01-01,2021-01-01`,
    `rqsx.soren,${NAME},2021-01-01,2023-01-01`,
    // Of two of a day the one that holds longer.
    `rqsx.asher,${NAME},2024-01-01,`,
    `rqsx.asher,${NAME},2024-01-01,2024-06-01`,
    `rqsx.gross,${NAME},2024-01-01,${day(30)}`,
    `rqsx.gross,RQSX Welding,2020-01-01,2021-01-01`,
  ];
  const file = ['Username,Certification Name,Issue Date,Expiration Date', ...rows].join('\n');
  await importFile(file, { type: 'certifications' });
  await importFile(
    'Username,Course Number,Course Name,Course Type,Completion Date,Notes\nrqsx.lukasz,RQSX-C,=Kurs,OLT,2020-01-02,Ł\n',
  );
  await eventually(
    () => get<Report>('/api/reports/people-detail-with-pid?search=rqsx.'),
    ({ total }) => total === PEOPLE.length,
  );
});

describe('report-1: the latest record of a person and a certification decides', () => {
  it('whether they are covered', async () => {
    const { rows, totals } = await get<Report>(`${report}?search=RQSX+FIRST&totals=true`);
    expect(rows).toEqual([{ certificationName: NAME, records: 7, people: 4, expired: 1, expiring: 1 }]);
    expect(totals).toEqual({ records: 7, expired: 1, expiring: 1 });
    const expired = await get<Report>(`${report}?search=RQSX&expiry=expired`);
    expect(expired.rows.map((row) => row['certificationName'])).toEqual([NAME, 'RQSX Welding']);
  });

  it('and earlier ones are shown as renewed', async () => {
    const path = `${report}?certification=${encodeURIComponent(NAME)}`;
    const { rows } = await get<Report>(`${path}&sort=issueDate`);
    const found = rows.map((row) => `${row['username']} ${row['expirationDate']} ${row['validity']}`);
    expect(found.toSorted()).toEqual(
      [
        'rqsx.soren 2021-01-01 renewed',
        'rqsx.soren 2023-01-01 expired',
        'rqsx.lukasz 2024-03-01 renewed',
        'rqsx.asher null no expiry',
        'rqsx.asher 2024-06-01 renewed',
        `rqsx.gross ${day(30)} expiring`,
        `rqsx.lukasz ${day(400)} valid`,
      ].toSorted(),
    );
    const expired = await get<Report>(`${path}&expiry=expired`);
    expect(expired.rows.map((row) => row['username'])).toEqual(['rqsx.soren']);
  });
});

it('sums all pages of a report, and none of one that has nothing to sum', async () => {
  const page = await get<Report>(`${report}?search=RQSX&limit=1&totals=true`);
  expect([page.rows.length, page.total, page.totals?.['records']]).toEqual([1, 2, 8]);
  expect((await get<Report>('/api/reports/people-detail-with-pid?totals=true')).totals).toBeNull();
  expect(await get<Report>(`${report}?search=RQSX`)).not.toHaveProperty('totals');
});

it('counts imports by day, week and month, as many in all', async () => {
  const totals: unknown[] = [];
  for (const by of ['day', 'week', 'month']) {
    const { rows, totals: sums } = await get<Report>(
      `/api/reports/import-activity?type=certifications&to=${day(-1)}&by=${by}&totals=true`,
    );
    expect(rows.every((row) => by !== 'month' || String(row['day']).endsWith('-01'))).toBe(true);
    totals.push(sums);
  }
  expect(totals[1]).toEqual(totals[0]);
  expect(totals[2]).toEqual(totals[0]);
});

describe('people-3: a search finds people', () => {
  it.each([
    ['lukasz', 'rqsx.lukasz'],
    ['Łukasz', 'rqsx.lukasz'],
    ['ŁUKASZ ŻÓŁĆ', 'rqsx.lukasz'],
    ['zolc', 'rqsx.lukasz'],
    ['ostergaard', 'rqsx.soren'],
    ['Østergaard, Søren', 'rqsx.soren'],
    ['Taylor, Asher', 'rqsx.asher'],
    ['asher TAYLOR', 'rqsx.asher'],
    ['gross anne', 'rqsx.gross'],
    ['GROẞ RQSX-4', 'rqsx.gross'],
  ])('by %s, on the page and in the report', async (search, username) => {
    const query = `search=${encodeURIComponent(search)}`;
    const { items } = await get<{ items: readonly Person[] }>(`/api/people?${query}`);
    expect(items.map((person) => person.username)).toContain(username);
    const { rows } = await get<Report>(`/api/reports/people-detail-with-pid?${query}`);
    expect(rows.map((row) => row['username'])).toContain(username);
  });

  it('by nothing that is not theirs', async () => {
    for (const search of ['Taylor, Søren', 'rqsx%asher', 'rqsx_asher', 'rqsx\\asher']) {
      const query = `search=${encodeURIComponent(search)}`;
      expect((await get<{ items: unknown[] }>(`/api/people?${query}`)).items, search).toEqual([]);
      expect((await get<Report>(`/api/reports/people-detail-with-pid?${query}`)).rows, search).toEqual([]);
    }
  });
});

it("one person's history as CSV has all of both kinds, safe to open in a spreadsheet", async () => {
  const { items } = await get<{ items: readonly Person[] }>('/api/people?search=rqsx.lukasz');
  const path = `/api/people/${items[0]?.id}/training`;
  const answer = await call('acme-hr', `${path}?format=csv`);
  expect(answer.headers.get('content-disposition')).toContain('training-history.csv');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
  const { header, rows } = fromCsv(bytes.toString());
  const records = rows.map((row) => Object.fromEntries(header.map((title, index) => [title, row[index]])));
  expect(records).toMatchObject([
    {
      Username: 'rqsx.lukasz',
      'First Name': 'Łukasz',
      Record: 'Course',
      'Course Name': "'=Kurs",
      Notes: 'Ł',
    },
    { Record: 'Certification', 'Certification Name': NAME, 'Issue Date': '2024-03-01', 'Course Name': '' },
    { Record: 'Certification', 'Expiration Date': '2024-03-01' },
  ]);
  const asked = await call('acme-hr', path, { headers: { accept: 'text/csv' } });
  expect(Buffer.from(await asked.arrayBuffer()).equals(bytes)).toBe(true);
});

describe('failures', () => {
  it('name the rows that a spreadsheet shows, in pages and in the error file that people download', async () => {
    const bad = (n: number) => `rqsx.asher,F-${n},F,OLT,not a date`;
    const good = (n: number) => `rqsx.asher,F-${n},F,OLT,2020-01-02`;
    const rows = [good(1), bad(2), bad(3), '', bad(4), good(5), bad(6), 'rqsx.nobody,F-7,F,OLT,2020-01-02'];
    const file = ['Username,Course Number,Course Name,Course Type,Completion Date', ...rows].join('\n');
    const { id } = await importFile(file);
    const found = await get<{
      reasons: { reason: string; title: string; count: number; lines: unknown }[];
      rows: unknown[];
    }>(`/api/imports/${id}/failures?limit=1`);
    expect(found.reasons).toMatchObject([
      {
        title: 'Completion date not a date',
        count: 4,
        lines: [
          { from: 3, to: 6 },
          { from: 8, to: 8 },
        ],
      },
      { title: 'Unknown person', count: 1, lines: [{ from: 9, to: 9 }] },
    ]);
    expect(found.rows).toMatchObject([{ line: 3, rowNumber: 2 }]);
    const lines: unknown[] = [];
    const reason = encodeURIComponent(found.reasons[0]?.reason ?? '');
    for (let cursor = ''; ; ) {
      const page = await get<{ items: { line: number }[]; next: string | null }>(
        `/api/imports/${id}/failures/rows?reason=${reason}&limit=3${cursor}`,
      );
      lines.push(...page.items.map(({ line }) => line));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(lines).toEqual([3, 4, 6, 8]);
    const errors = await call('acme-hr', `/api/imports/${id}/errors?lines=true`);
    const { header, rows: failed } = fromCsv(await errors.text());
    expect(header.slice(-2)).toEqual(['Line', 'Errors']);
    expect(failed.map((row) => row.at(-2))).toEqual(['3', '4', '6', '8', '9']);
    // A script gets what it always got.
    expect(fromCsv(await (await call('acme-hr', `/api/imports/${id}/errors`)).text()).header.at(-2)).toBe(
      'Completion Date',
    );
  });

  it('are corrected in the error file with its rows, which is taken as one', async () => {
    const file =
      'Username,Course Number,Course Name,Course Type,Completion Date\nrqsx.asher,G-1,G,OLT,wrong\n';
    const { id } = await importFile(file);
    const errors = await (await call('acme-hr', `/api/imports/${id}/errors?lines=true`)).text();
    const corrected = await importFile(errors.replace('OLT,wrong', 'OLT,2020-01-02'));
    expect(corrected).toMatchObject({ status: 'Complete', successes: 1, corrects: id, warnings: [] });
  });
});

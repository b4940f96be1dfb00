import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { loadPeople } from '../../support/commands.ts';
import { call, callJson, finished, importFile } from '../../support/product.ts';
import { courses, errorFile, HEADER, refusal, runImport } from './support.ts';

beforeAll(() =>
  loadPeople(
    'acme',
    ['one', 'two', 'again', 'four', 'five'].map((name) => ({ username: `date.${name}`, employeeId: null })),
  ),
);

const file = (username: string, dates: readonly string[]): string =>
  `${HEADER}\n${dates.map((date, index) => `${username},D${index},Fire,OLT,${date}\n`).join('')}`;

describe('date-1: a format that the dates contradict', () => {
  const content = file('date.one', ['12/31/2020', '12/01/2020']);

  it('is said before anything is imported', async () => {
    const { code, output } = await runImport(
      content,
      '--type',
      'courses',
      '--date-format',
      'DD/MM/YYYY',
      '--check',
    );
    expect(output).toContain('"12/31/2020" in row 2 cannot be DD/MM/YYYY; MM/DD/YYYY reads all 2');
    expect(code).toBe(0);
    expect(await courses('date.one')).toEqual([]);
  });

  it('is a warning of the import, on the terminal too', async () => {
    const warning = '"12/31/2020" in row 2 cannot be DD/MM/YYYY; MM/DD/YYYY reads all 2 dates of the file.';
    expect(await importFile(content, { query: { dateFormat: 'DD/MM/YYYY' } })).toMatchObject({
      successes: 1,
      failures: 1,
      warnings: [{ code: 'date-format', message: warning, columns: ['Completion Date'], row: 1 }],
    });
    const { output } = await runImport(content, '--type', 'courses', '--date-format', 'DD/MM/YYYY', '--wait');
    expect(output).toContain(`Warning: ${warning}`);
  });
});

describe('date-2: US dates and one that is none', () => {
  const dates = [...Array.from({ length: 239 }, (_, index) => `12/${13 + (index % 15)}/2020`), 'N/A'];

  it('are asked about: the majority decides what', async () => {
    const { code, questions } = await refusal(file('date.two', dates));
    expect(code).toBe('question');
    expect(questions).toMatchObject([
      {
        code: 'date-format',
        answers: [{ parameter: 'dateFormat', value: 'MM/DD/YYYY', example: '2020-12-13' }],
      },
    ]);
    expect(questions?.[0]?.message).toContain('reads 239 of the 240');
    expect(await courses('date.two')).toEqual([]);
  });

  it('accepted as they are, fail with a reason that says that the format can be chosen', async () => {
    const view = await importFile(file('date.two', dates), { query: { accept: 'date-format' } });
    expect(view).toMatchObject({ failures: 240, warnings: [{ code: 'date-format' }] });
    expect((await errorFile(view)).toString()).toContain('import the file with the date format MM/DD/YYYY');
  });

  it('are imported again from the stored original, in the format that reads them', async () => {
    const first = await importFile(file('date.again', dates), { query: { accept: 'date-format' } });
    const again = `${first.links.self}/import-again`;
    const response = await call('acme-hr', `${again}?dateFormat=MM/DD/YYYY`, { method: 'POST' });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as ImportView;
    expect(await finished(id)).toMatchObject({
      type: 'courses',
      fileName: first.fileName,
      sameFileAs: first.id,
      settings: { type: 'courses', dateFormat: 'MM/DD/YYYY' },
      successes: 239,
      failures: 1,
    });
    expect(await courses('date.again')).toHaveLength(239);
    // What was accepted of the first reading is asked again.
    const asBefore = await callJson<{ code: string }>('acme-hr', again, { method: 'POST' });
    expect(asBefore.body.code).toBe('question');
    const elsewhere = await call('globex-hr', again, { method: 'POST' });
    expect(elsewhere.status).toBe(404);
  });

  it('with the answer are imported, but for the one', async () => {
    const view = await importFile(file('date.two', dates), { query: { dateFormat: 'MM/DD/YYYY' } });
    expect(view).toMatchObject({ successes: 239, failures: 1 });
  });
});

it('date-4: what decides behind the first 64 kB counts', async () => {
  const dates = [...Array.from({ length: 3_000 }, () => '03/04/2021'), '25/03/2021'];
  const { questions } = await refusal(file('date.four', dates));
  expect(questions).toMatchObject([{ code: 'date-format', answers: [{ value: 'DD/MM/YYYY' }] }]);
});

describe('date-5: formats that files have', () => {
  it.each([
    ['31.12.2020', 'DD.MM.YYYY', '2020-12-31'],
    ['2021/03/04', 'YYYY/MM/DD', '2021-03-04'],
    ['04-03-2021', 'DD-MM-YYYY', '2021-03-04'],
    ['04-03-2021', 'MM-DD-YYYY', '2021-04-03'],
    ['20210304', 'YYYYMMDD', '2021-03-04'],
    ['31-Dec-2019', 'DD-MMM-YYYY', '2019-12-31'],
    ['3/4/2021 0:00', 'MM/DD/YYYY', '2021-03-04'],
    ['2017-08-18 00:00:00.000', 'YYYY-MM-DD', '2017-08-18'],
  ])('%s as %s is %s', async (date, dateFormat, stored) => {
    expect(await importFile(file('date.five', [date]), { query: { dateFormat } })).toMatchObject({
      status: 'Complete',
      warnings: [],
    });
    expect(await courses('date.five')).toMatchObject([{ completion_date: stored }]);
  });

  it.each([
    ['31-Dec-19', 'DD-MMM-YYYY', 'has a year of two digits, which does not say which century'],
    ['2017-08-18T00:00:00Z', 'YYYY-MM-DD', 'has a time zone'],
  ])('%s as %s is refused with the reason', async (date, dateFormat, reason) => {
    const view = await importFile(file('date.five', [date]), { query: { dateFormat } });
    expect(view).toMatchObject({ failures: 1 });
    expect((await errorFile(view)).toString()).toContain(reason);
  });
});

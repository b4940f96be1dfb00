import { describe, expect, it } from 'vitest';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { checkFile, type FileAcceptance } from '../../../services/portal/web/src/uploads/file-check.ts';

const MAX_BYTES = 1_000;
/** For files whose header alone is longer than what is read at once. */
const MANY_BYTES = 10_000_000;
const COURSES = 'Username,Course Number,Course Name,Course Type,Completion Date';
const ROW = 'cameron.graham,SAFE-101,Jobsite Safety,OJT,2023-03-10';
const CERTIFICATIONS = 'Employee ID,Certification Name,Issue Date';

function check(text: string | Uint8Array<ArrayBuffer>, settings: ImportSettings = {}, name = 'history.csv') {
  return checkFile(new File([text], name), settings, { maxBytes: MAX_BYTES });
}

async function accepted(text: string | Uint8Array<ArrayBuffer>, settings: ImportSettings = {}) {
  const result = await check(text, settings);
  expect(result.ok).toBe(true);
  return result as FileAcceptance;
}

describe('what is refused before it is sent', () => {
  it.each([
    ['another ending than .csv', `${COURSES}\n${ROW}\n`, 'history.xlsx', 'not-csv'],
    ['a spreadsheet named .csv', 'PK\u0003\u0004 whatever', 'history.csv', 'not-csv'],
    ['no bytes', '', 'history.csv', 'no-records'],
    ['only a header', `${COURSES}\n`, 'history.csv', 'no-records'],
    ['only blank lines behind the header', `${COURSES}\n , , \n\n`, 'history.csv', 'no-records'],
    ['one byte too many', 'x'.repeat(MAX_BYTES + 1), 'history.csv', 'file-too-large'],
    ['a header of neither type', 'Username,Notes\ncameron.graham,none\n', 'history.csv', 'unrecognized-type'],
  ])('%s', async (_, text, name, code) => {
    expect(await check(text, {}, name)).toMatchObject({ ok: false, code });
  });

  it('names the columns that are missing', async () => {
    expect(await check('Username,Course Number,Course Name\na,b,c\n')).toMatchObject({
      code: 'missing-column',
      columns: ['Course Type', 'Completion Date'],
      type: 'courses',
    });
  });

  it('says so when the file is of the other type than was chosen', async () => {
    const result = await check(`${CERTIFICATIONS}\nE1,CPR,2023-01-02\n`, { type: 'courses' });
    expect(result).toMatchObject({ code: 'missing-column', type: 'courses', looksLike: 'certifications' });
  });
});

describe('what can be uploaded', () => {
  it.each([
    ['courses', `${COURSES}\n${ROW}\n`],
    ['courses', `${COURSES.replaceAll(',', ';').toUpperCase()}\r\n${ROW.replaceAll(',', ';')}\r\n`],
    ['certifications', `\ufeff${CERTIFICATIONS}\nE1,CPR,2023-01-02`],
  ])('recognizes %s from the header', async (type, text) => {
    expect((await accepted(text)).type).toBe(type);
  });

  it('is shown with its columns, samples and warnings', async () => {
    const { inspection } = await accepted(`${COURSES},Department,,Errors\n${`${ROW},Ops,,\n`.repeat(5)}`);
    expect(inspection).toMatchObject({ rows: 5, encoding: { used: 'utf-8' }, questions: [] });
    expect(inspection.columns[1]).toEqual({
      title: 'Course Number',
      field: 'courseNumber',
      reason: 'exact',
      suggestion: null,
      filled: 5,
      values: ['SAFE-101'],
    });
    expect(inspection.warnings.map(({ columns }) => columns)).toEqual([['Department']]);
  });
});

describe('a header that does not end in the first 64 KiB', () => {
  const large = (text: string) => checkFile(new File([text], 'history.csv'), {}, { maxBytes: MANY_BYTES });
  const titles = (length: number) =>
    Array.from({ length: 500 }, (_, i) => `${i}`.padEnd(length, 'x')).join(',');

  it.each([
    ['long titles', `${COURSES},${titles(500)}\n${ROW}\n`],
    ['titles that a character of several bytes is cut in', `${COURSES},${'\u5b89'.repeat(60_000)}\n${ROW}\n`],
    ['blank lines before it', `${'\r\n'.repeat(100_000)}${COURSES}\n${ROW}\n`],
  ])('%s: is read to its end', async (_, text) => {
    expect(await large(text)).toMatchObject({ ok: true, type: 'courses', inspection: { rows: 1 } });
  });

  it.each([
    ['over 256 kB', `${COURSES},${titles(600)}\n${ROW}\n`],
    ['a file without a line end', 'x'.repeat(5_000_000)],
  ])('%s: is told to be too long', async (_, text) => {
    expect(await large(text)).toMatchObject({
      ok: false,
      code: 'header-too-large',
      detail: expect.stringContaining('262,144 characters'),
    });
  });
});

describe('what it asks', () => {
  const dated = (date: string): string => `${COURSES}\n${ROW.replace('2023-03-10', date)}\n`;

  it.each([
    ['2023-03-10', []],
    ['03/25/2023', ['MM/DD/YYYY']],
    ['25/3/2023', ['DD/MM/YYYY']],
    ['03/04/2023', ['MM/DD/YYYY', 'DD/MM/YYYY']],
    ['March 2023', []],
  ])('a date written %s may be %j', async (date, fitting) => {
    const { inspection } = await accepted(dated(date));
    expect(inspection.questions.flatMap(({ answers }) => answers.map(({ value }) => value))).toEqual(fitting);
  });

  it('nothing when a format was chosen, or the question accepted', async () => {
    const chosen = await accepted(dated('03/04/2023'), { dateFormat: 'DD/MM/YYYY' });
    expect(chosen.inspection.questions).toEqual([]);
    const unasked = await accepted(dated('03/04/2023'), { accept: ['date-format'] });
    expect(unasked.inspection).toMatchObject({ questions: [], warnings: [{ code: 'date-format' }] });
  });

  it('in which encoding bytes are that are no UTF-8, and not of an error file of ours', async () => {
    const text = `${COURSES}\n${ROW.replace('Jobsite', 'Caf\u00e9')}\n`;
    const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0)));
    expect((await accepted(bytes)).inspection.questions).toMatchObject([{ code: 'encoding' }]);
    expect((await accepted(bytes, { encoding: 'windows-1252' })).inspection.questions).toEqual([]);
    expect((await accepted(text, { encoding: 'windows-1252' })).inspection.questions).toMatchObject([
      { code: 'encoding', answers: [{ value: 'utf-8' }] },
    ]);
    const errors = text.replace('Completion Date', 'Completion Date,Errors');
    expect((await accepted(errors, { encoding: 'windows-1252' })).inspection).toMatchObject({
      questions: [],
      encoding: { used: 'utf-8' },
    });
  });
});

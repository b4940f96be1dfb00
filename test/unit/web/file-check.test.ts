import { describe, expect, it } from 'vitest';
import {
  checkFile,
  type FileAcceptance,
  type FileOptions,
} from '../../../services/portal/web/src/uploads/file-check.ts';

const MAX_BYTES = 1_000;
/** For files whose header alone is longer than what is read at once. */
const MANY_BYTES = 10_000_000;
const OPTIONS: FileOptions = { type: 'auto', dateFormat: 'YYYY-MM-DD', encoding: 'utf-8' };
const COURSES = 'Username,Course Number,Course Name,Course Type,Completion Date';
const ROW = 'cameron.graham,SAFE-101,Jobsite Safety,OJT,2023-03-10';
const CERTIFICATIONS = 'Employee ID,Certification Name,Issue Date';

function check(
  text: string | Uint8Array<ArrayBuffer>,
  options: Partial<FileOptions> = {},
  name = 'history.csv',
) {
  return checkFile(new File([text], name), { ...OPTIONS, ...options }, MAX_BYTES);
}

async function accepted(text: string | Uint8Array<ArrayBuffer>, options: Partial<FileOptions> = {}) {
  const result = await check(text, options);
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

  it('shows the first rows and tells what will be ignored', async () => {
    const result = await accepted(`${COURSES},Department,,Errors\n${`${ROW},Ops,,\n`.repeat(5)}`);
    expect(result.ignored).toEqual(['Department', 'Errors']);
    expect(result.preview).toHaveLength(3);
    expect(result.preview[0]?.slice(0, 2)).toEqual(['cameron.graham', 'SAFE-101']);
  });
});

describe('a header that does not end in the first 64 KiB', () => {
  const large = (text: string) => checkFile(new File([text], 'history.csv'), OPTIONS, MANY_BYTES);
  const titles = (length: number) =>
    Array.from({ length: 500 }, (_, i) => `${i}`.padEnd(length, 'x')).join(',');

  it.each([
    ['long titles', `${COURSES},${titles(500)}\n${ROW}\n`],
    ['titles that a character of several bytes is cut in', `${COURSES},${'\u5b89'.repeat(60_000)}\n${ROW}\n`],
    ['blank lines before it', `${'\r\n'.repeat(100_000)}${COURSES}\n${ROW}\n`],
  ])('%s: is read to its end', async (_, text) => {
    expect(await large(text)).toMatchObject({ ok: true, type: 'courses', preview: [ROW.split(',')] });
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

describe('what it suggests to choose otherwise', () => {
  const dated = (date: string): string => `${COURSES}\n${ROW.replace('2023-03-10', date)}\n`;

  it.each([
    ['2023-03-10', []],
    ['03/25/2023', ['MM/DD/YYYY']],
    ['25/3/2023', ['DD/MM/YYYY']],
    ['03/04/2023', ['MM/DD/YYYY', 'DD/MM/YYYY']],
    ['March 2023', []],
  ])('a date written %s fits %j', async (date, fitting) => {
    const { hints } = await accepted(dated(date));
    expect(hints.flatMap((hint) => (hint.kind === 'date-format' ? hint.fitting : []))).toEqual(fitting);
  });

  it('says nothing when the chosen format fits', async () => {
    expect((await accepted(dated('03/04/2023'), { dateFormat: 'DD/MM/YYYY' })).hints).toEqual([]);
  });

  it('notices bytes that are no UTF-8, unless Windows-1252 was chosen', async () => {
    const text = `${COURSES}\n${ROW.replace('Jobsite', 'Caf\u00e9')}\n`;
    const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0)));
    expect((await accepted(bytes)).hints).toEqual([{ kind: 'encoding' }]);
    expect((await accepted(bytes, { encoding: 'windows-1252' })).hints).toEqual([]);
  });
});

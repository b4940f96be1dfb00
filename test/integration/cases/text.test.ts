import { beforeAll, describe, expect, it } from 'vitest';
import { loadPeople } from '../../support/commands.ts';
import { accept, call, finished, importFile, sql } from '../../support/product.ts';
import {
  BYTE_ORDER_MARK,
  bytes,
  CERTIFICATIONS,
  certifications,
  courses,
  errorFile,
  HEADER,
  refusal,
  runImport,
} from './support.ts';

beforeAll(() =>
  loadPeople('acme', [
    { username: 'text.one', employeeId: null },
    { username: 'müller.jo', employeeId: null },
    { username: 'text.two', employeeId: null },
    { username: 'text.three', employeeId: null },
    { username: 'text.five', employeeId: null },
    { username: 'text.zero\u200bwidth', employeeId: null },
  ]),
);

describe('text-1: an error file comes back exactly', () => {
  const original = bytes(
    `${HEADER},Instructor\ntext.one,E02,Fire,OLT,2020-13-02,Jos\xe9 M\xfcller\nm\xfcller.jo,E02,Fire,OLT,2020-13-02,Ann\n`,
  );
  const query = { encoding: 'windows-1252' };

  it.each([
    ['as it was downloaded', (file: Buffer) => file],
    ['saved without its mark', (file: Buffer) => file.subarray(BYTE_ORDER_MARK.length)],
    [
      'saved as Windows-1252',
      (file: Buffer) => Buffer.from(file.subarray(BYTE_ORDER_MARK.length).toString(), 'latin1'),
    ],
  ])('%s, with the encoding of the original still chosen', async (_, save) => {
    const failed = await importFile(original, { query });
    expect(failed).toMatchObject({ failures: 2 });
    const file = await errorFile(failed);
    expect(file.subarray(0, 3).equals(BYTE_ORDER_MARK)).toBe(true);
    const corrected = save(
      Buffer.from(
        file
          .toString()
          .replaceAll('2020-13-02', '2020-12-02')
          .replaceAll(/;? ?Completion Date[^\n]*/g, (text) => text),
      ),
    );
    expect(await importFile(Uint8Array.from(corrected), { query })).toMatchObject({
      status: 'Complete',
      total: 2,
    });
    expect(await courses('text.one')).toMatchObject([{ course_number: 'E02', instructor: 'José Müller' }]);
    expect(await courses('müller.jo')).toMatchObject([{ course_number: 'E02', instructor: 'Ann' }]);
  });
});

describe('text-2: Windows-1252 sent as UTF-8', () => {
  const content = bytes(`${CERTIFICATIONS}\ntext.two,Fire,2020-01-01\ntext.two,\xe9quipe,2020-01-01\n`);
  const options = { type: 'certifications', fileName: 'text-2.csv' };

  it('is a question about the file before anything is applied', async () => {
    const { code, status, questions, detail } = await refusal(content, options);
    expect({ status, code }).toEqual({ status: 422, code: 'question' });
    expect(questions).toMatchObject([{ code: 'encoding', row: 2 }]);
    expect(questions?.[0]?.answers).toContainEqual({
      parameter: 'encoding',
      value: 'windows-1252',
      example: 'équipe',
    });
    expect(detail).toContain('Row 3 has bytes that are not UTF-8');
    expect(await sql('SELECT FROM imports WHERE file_name = $1', [options.fileName])).toEqual([]);
    expect(await certifications('text.two')).toEqual([]);
  });

  it('accepted as it is, has the bytes of the cell in its error file, which can be imported', async () => {
    const view = await importFile(content, { ...options, query: { accept: 'encoding' } });
    expect(view).toMatchObject({
      total: 2,
      successes: 1,
      failures: 1,
      warnings: [{ code: 'encoding', row: 2 }],
    });
    const file = await errorFile(view);
    const [, row = ''] = file.toString('latin1').split('\n');
    expect(row.slice(0, 'text.two,\xe9quipe,'.length)).toBe('text.two,\xe9quipe,');
    const again = await importFile(Uint8Array.from(file), {
      ...options,
      fileName: 'text-2-errors.csv',
      query: { encoding: 'windows-1252' },
    });
    expect(again).toMatchObject({ status: 'Complete', total: 1 });
    expect(await certifications('text.two')).toMatchObject([
      { certification_name: 'Fire' },
      { certification_name: 'équipe' },
    ]);
  });

  it('with its encoding is imported', async () => {
    expect(await importFile(content, { ...options, query: { encoding: 'windows-1252' } })).toMatchObject({
      status: 'Complete',
      warnings: [],
    });
  });
});

describe('text-3: UTF-8 with another encoding chosen', () => {
  const content = `${HEADER},Instructor\ntext.three,D01c,Fire,OLT,2020-01-02,José Müller\n`;

  it('is asked about by the interface', async () => {
    const { code, questions } = await refusal(content, { query: { encoding: 'windows-1252' } });
    expect(code).toBe('question');
    expect(questions).toMatchObject([
      { code: 'encoding', answers: [{ parameter: 'encoding', value: 'utf-8', example: 'José Müller' }] },
    ]);
    expect(questions?.[0]?.message).toContain('would be stored as "JosÃ© MÃ¼ller"');
    expect(await courses('text.three')).toEqual([]);
  });

  it('is asked about by the command line', async () => {
    const { code, output } = await runImport(content, '--type', 'courses', '--encoding', 'windows-1252');
    expect(code).toBe(1);
    expect(output).toContain('would be stored as "JosÃ© MÃ¼ller"');
    expect(await courses('text.three')).toEqual([]);
  });
});

it.each([
  '/api/templates/courses.csv',
  '/api/templates/certifications.csv',
  '/api/templates/courses-example.csv',
  '/api/reports/people-detail-with-pid?format=csv',
  '/api/reports/courses-by-course?format=csv',
])('text-4: %s begins with a byte order mark', async (path) => {
  const file = Buffer.from(await (await call('acme-hr', path)).arrayBuffer());
  expect(file.subarray(0, 3).equals(BYTE_ORDER_MARK)).toBe(true);
});

describe('text-5: what cannot be seen', () => {
  it('makes no other course', async () => {
    const numbers = ['B02\u200b', 'B02', 'B02\u200e', '\ufeffB02', 'B02 X', 'B02\u00a0X', 'B02  X'];
    const rows = numbers.map((number) => `text.five,${number},Fire,OLT,2020-01-02`);
    expect(await importFile(`${HEADER}\n${rows.join('\n')}\n`)).toMatchObject({
      status: 'Complete',
      total: 7,
    });
    expect(await courses('text.five')).toMatchObject([{ course_number: 'B02' }, { course_number: 'B02 X' }]);
  });

  it('in a user, a title, a date or a type is removed', async () => {
    const header = HEADER.replace('Username', '\u200bUsername').replace(
      'Course Number',
      'Course Number\u2060',
    );
    const row = '\u200etext.five\u200b,B04b,Fire,OLT\u00ad,2020-\u200b01-02';
    expect(await importFile(`${header}\n${row}\n`)).toMatchObject({ status: 'Complete', total: 1 });
  });

  it('in a username that is loaded is removed too, so that its records find it', async () => {
    const file = `${HEADER}\ntext.zerowidth,B05,Fire,OLT,2020-01-02\ntext.zero\u200bwidth,B06,Fire,OLT,2020-01-02\n`;
    expect(await importFile(file)).toMatchObject({ status: 'Complete', successes: 2 });
  });

  it('is spelled out by messages, and counted by the inspection', async () => {
    const { id, links } = await accept(
      `${HEADER}\ntext.five,B\u200b07,Fire,OLT,2020-13-\u200b02\ntext.five,B08,Fire,OLT,2020-01-02\n`,
    );
    const view = await finished(id);
    expect((await errorFile(view)).toString()).toContain(
      'Completion Date ""2020-13-‹U+200B›02"" is not a day',
    );
    const inspection = await (await call('acme-hr', links.inspection ?? '')).json();
    expect(inspection).toMatchObject({ text: { invisible: { cells: 2, firstRow: 1 } } });
  });

  it('course numbers that only look the same are warned of', async () => {
    const view = await importFile(
      `${HEADER}\ntext.five,B09,F,OLT,2020-01-02\ntext.five,\u041209,F,OLT,2020-01-02\n`,
    );
    expect(view).toMatchObject({
      successes: 2,
      warnings: [{ code: 'look-alikes', columns: ['Course Number'] }],
    });
  });
});

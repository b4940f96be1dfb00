import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATE_FORMATS, formatsOf } from '#shared/csv/date-formats.ts';
import { formatBit, formatsOfUsual } from '#shared/csv/inspection/usual-dates.ts';
import { HEADER, inspect } from './support.ts';

describe('the columns', () => {
  test('each have their field and why, samples and how many rows have a value', async () => {
    const rows = ['a,E1,C1,F,OLT,2020-01-02,x', 'a,,C2,F,OLT,2020-01-02, ', 'b,E2,C3,F,OLT,2020-01-02,y'];
    const { columns, rows: count } = await inspect(
      `Username*,Emp No,Course-Number,Course Name,Course Type,Completion Date (YYYY-MM-DD),Foo\n${rows.join('\n')}\n`,
    );
    expect(count).toBe(3);
    expect(columns.map(({ title, field, reason, suggestion }) => [title, field, reason, suggestion])).toEqual(
      [
        ['Username*', 'username', 'exact', null],
        ['Emp No', null, null, 'employeeId'],
        ['Course-Number', 'courseNumber', 'exact', null],
        ['Course Name', 'courseName', 'exact', null],
        ['Course Type', 'courseType', 'exact', null],
        ['Completion Date (YYYY-MM-DD)', 'completionDate', 'exact', null],
        ['Foo', null, null, null],
      ],
    );
    expect(columns.map(({ filled, values }) => [filled, values])).toEqual([
      [3, ['a', 'b']],
      [2, ['E1', 'E2']],
      [3, ['C1', 'C2', 'C3']],
      [3, ['F']],
      [3, ['OLT']],
      [3, ['2020-01-02']],
      [2, ['x', 'y']],
    ]);
  });

  test('that are not imported are warnings, each with what it may be', async () => {
    const { warnings } = await inspect(
      'Username,Certification Name,Issue Date,Expiry Date,Foo,Errors\na,b,2020-01-01,2021-01-01,x,\n',
      { type: 'certifications' },
    );
    expect(warnings).toEqual([
      {
        code: 'unknown-column',
        message:
          'The column "Expiry Date" is not in the template, so it is not imported. Rename it to "Expiration Date" if that is what it holds.',
        columns: ['Expiry Date'],
        row: null,
      },
      {
        code: 'unknown-column',
        message: 'The column "Foo" is not in the template, so it is not imported.',
        columns: ['Foo'],
        row: null,
      },
    ]);
  });

  test('are suggested once, and not beside one that is there', async () => {
    const { columns } = await inspect(`${HEADER},Remarks,Comments,Course ID\na,C,F,OLT,2020-01-02,x,y,z\n`);
    expect(columns.map(({ suggestion }) => suggestion).slice(5)).toEqual(['notes', null, null]);
  });
});

describe('the values', () => {
  test('of course types are counted with what they are read as', async () => {
    const types = ['OLT', 'Instructor Led', 'Classroom', 'OLT', 'Classroom', 'olt', 'Classroom'];
    const { courseTypes, warnings } = await inspect(
      `${HEADER}\n${types.map((type) => `a,C,F,${type},2020-01-02\n`).join('')}`,
    );
    expect(courseTypes).toEqual({
      title: 'Course Type',
      values: [
        { value: 'Classroom', rows: 3, readAs: null },
        { value: 'OLT', rows: 2, readAs: 'OLT' },
        { value: 'Instructor Led', rows: 1, readAs: 'ILT' },
        { value: 'olt', rows: 1, readAs: 'OLT' },
      ],
      otherRows: 0,
    });
    expect(warnings).toMatchObject([
      {
        code: 'course-type',
        message: '3 rows have a course type that the LMS does not have, and will fail: "Classroom" (3 rows).',
      },
    ]);
  });

  test('beyond a hundred are counted together', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => `a,C,F,T${index},2020-01-02\n`);
    const { courseTypes } = await inspect(`${HEADER}\n${rows.join('')}`);
    expect(courseTypes).toMatchObject({ otherRows: 50 });
    expect(courseTypes?.values).toHaveLength(100);
  });
});

describe('the text', () => {
  test('counts invisible characters where they are removed', async () => {
    const { text } = await inspect(
      `${HEADER}\na,C1,F\u200b,OLT,2020-01-02\na\u200b,C\u00ad2,F,OLT,2020-01-02\na,C3,F,OLT,2020-01-02\n`,
    );
    expect(text.invisible).toEqual({ cells: 2, firstRow: 2 });
  });

  test('warns of course numbers that differ only in what looks the same', async () => {
    const numbers = ['B02', '\u041202', 'BO2', 'B02', 'X-1', 'X\u20131', 'C1', 'D1'];
    const { text, warnings } = await inspect(
      `${HEADER}\n${numbers.map((number) => `a,${number},F,OLT,2020-01-02\n`).join('')}`,
    );
    expect(text).toMatchObject({
      lookAlikes: [
        ['B02', '\u041202', 'BO2'],
        ['X-1', 'X\u20131'],
      ],
      compared: 7,
    });
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      [
        'look-alikes',
        'The course numbers "B02", "\u041202" (U+0412), "BO2" look the same and are different courses. Correct them if one course is meant.',
      ],
      [
        'look-alikes',
        'The course numbers "X-1", "X\u20131" (U+2013) look the same and are different courses. Correct them if one course is meant.',
      ],
    ]);
  });
});

test('is the same however the file is cut', async () => {
  const content = `sep=;\r\n${HEADER.replaceAll(',', ';')};Foo\r\na;C\u200b1;"F\r\nG";Classroom;01/02/2020;x\r\n\r\nb;"C""2";F;OLT;13/02/2020;é\r\n\x1a`;
  const whole = await inspect(content);
  expect(whole).toMatchObject({
    rows: 2,
    dialect: { delimiter: ';', lineEnd: 'crlf', separatorLine: true, trailer: true },
    text: { invisible: { cells: 1, firstRow: 1 } },
    dates: { columns: [{ values: 2 }] },
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (size) => {
      expect(await inspect(content, {}, size)).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test('keeps little of a file of a thousand titles, wide rows and values without end', async () => {
  const titles = Array.from({ length: 995 }, (_, index) => `Title ${index}`).join(',');
  const line = (row: number) =>
    `u${row},C${row},F${row},T${row},${row}${`,${'x'.repeat(20)}${row}`.repeat(995)}${','.repeat(15_000)}\n`;
  const content = `${HEADER},${titles}\n${Array.from({ length: 300 }, (_, row) => line(row)).join('')}`;
  const { columns, ...rest } = await inspect(content, {}, 65_536);
  expect(columns).toHaveLength(1_000);
  expect(columns.every(({ filled, values }) => filled === 300 && values.length === 5)).toBe(true);
  expect(JSON.stringify(columns).length).toBeLessThan(500_000);
  expect(JSON.stringify(rest).length).toBeLessThan(20_000);
});

test('usual dates are read as the rules read them', () => {
  const part = fc.integer({ min: 0, max: 40 }).map((value) => String(value).padStart(2, '0'));
  const year = fc.integer({ min: 1_890, max: 2_100 }).map(String);
  const separator = fc.constantFrom('-', '/', '.', ' ', '');
  const texts = fc.oneof(
    fc.tuple(year, separator, part, part).map(([y, between, ...parts]) => [y, ...parts].join(between)),
    fc.tuple(year, separator, part, part).map(([y, between, ...parts]) => [...parts, y].join(between)),
  );
  let usual = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const formats = formatsOfUsual(text);
      if (formats === undefined) return;
      usual += 1;
      expect(DATE_FORMATS.filter((format) => formats & formatBit(format))).toEqual(formatsOf(text));
    }),
    { numRuns: 5_000 },
  );
  expect(usual).toBeGreaterThan(500);
});

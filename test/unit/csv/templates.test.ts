import { describe, expect, test } from 'vitest';
import { matchHeader } from '#shared/csv/header.ts';
import { instructionsText } from '#shared/csv/instructions.ts';
import { CsvReader } from '#shared/csv/reader.ts';
import { isDateFormat, isRecordType, RECORD_TYPES, recordSchema } from '#shared/csv/record-types.ts';
import { exampleCsv, templateCsv } from '#shared/csv/templates.ts';
import { recordValidator } from '../../../services/transcript-writer/validate/record-validator.ts';

const TITLES = {
  courses:
    'Username,Employee ID,Course Number,Course Name,Course Type,Start Date,Completion Date,Score,Duration Minutes,Credits,Instructor,Provider,Location,Notes',
  certifications:
    'Username,Employee ID,Certification Name,Certification Number,Issuing Organization,Issue Date,Expiration Date,Notes',
} as const;

const REQUIRED = {
  courses: ['Course Number', 'Course Name', 'Course Type', 'Completion Date'],
  certifications: ['Certification Name', 'Issue Date'],
} as const;

const LIMIT_KEYS = {
  text: ['maxLength'],
  date: ['earliest', 'notAfter', 'notAfterToday', 'notBefore'],
  decimal: ['decimals', 'max', 'min'],
  integer: ['max', 'min'],
  'course-type': ['allowed'],
} as const;

describe.each(RECORD_TYPES)('the template of %s', (type) => {
  const { columns } = recordSchema(type);

  test('has the columns in the order that scripts rely on', () => {
    expect(templateCsv(type)).toBe(`\ufeff${TITLES[type]}\r\n`);
  });

  test('is a header that fits and nothing else', () => {
    const cells = templateCsv(type).trim().split(',');
    expect(matchHeader(cells, type)).toMatchObject({ ok: true });
  });

  test('requires what it should, and one of the user columns', () => {
    expect(columns.filter((column) => column.required).map((column) => column.title)).toEqual(REQUIRED[type]);
    expect(
      columns
        .filter((column) => column.requiredWithout !== undefined)
        .map((c) => [c.field, c.requiredWithout]),
    ).toEqual([
      ['username', 'employeeId'],
      ['employeeId', 'username'],
    ]);
  });

  test('has data of the declared types', () => {
    const allowed = [
      'example',
      'explanation',
      'field',
      'format',
      'identifier',
      'limits',
      'required',
      'requiredWithout',
      'synonyms',
      'title',
      'label',
      'translations',
    ];
    expect(recordSchema(type).type).toBe(type);
    for (const column of columns) {
      expect(allowed).toEqual(expect.arrayContaining(Object.keys(column)));
      expect(LIMIT_KEYS[column.format]).toEqual(expect.arrayContaining(Object.keys(column.limits)));
      expect(column.explanation).toMatch(/\.$/);
    }
  });

  test('names each field as its title in camel case', () => {
    const camelCase = (title: string): string =>
      title.toLowerCase().replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(columns.map((column) => column.field)).toEqual(columns.map((column) => camelCase(column.title)));
  });

  test('has an example file whose rows would all be imported, and differ', () => {
    const reader = new CsvReader({ delimiter: ',', lineEnd: 'crlf' });
    const [header, ...rows] = [...reader.push(exampleCsv(type).slice(1)), ...reader.end()];
    expect(header?.cells).toEqual(columns.map(({ title }) => title));
    const validate = recordValidator(type, { dateFormat: 'YYYY-MM-DD', today: '2024-01-01' });
    expect(rows.map(({ cells }) => validate(cells).reasons)).toEqual([undefined, undefined, undefined]);
    expect(new Set(rows.map(({ cells }) => cells.join())).size).toBe(3);
  });

  test('has an example that would be imported', () => {
    const validate = recordValidator(type, { dateFormat: 'YYYY-MM-DD', today: '2024-01-01' });
    expect(validate(columns.map((column) => column.example)).reasons).toBeUndefined();
  });
});

describe('the instructions', () => {
  const text = instructionsText('en', 50 * 1024 * 1024);

  test.each(RECORD_TYPES)('list every column of %s with what it needs', (type) => {
    for (const { title, example } of recordSchema(type).columns) {
      expect(text).toMatch(new RegExp(`^${title} \\((required|optional|required if .* is blank)\\)$`, 'm'));
      expect(text).toContain(`  Example: ${example}`);
    }
  });

  test('list the course types by the name that a file uses', () => {
    expect(text).toContain(
      [
        '  Task  Task',
        '  OJT   On the Job Training',
        '  VILT  Virtual Instructor Led',
        '  OLT   Online Training',
        '  ILT   Instructor Led',
      ].join('\n'),
    );
  });

  test('show an example row for each type', () => {
    expect(text).toContain(`${TITLES.courses}\ncameron.graham,`);
    expect(text).toContain(`${TITLES.certifications}\ncameron.graham,`);
  });

  test('are plain text in lines that fit a window, but for the example rows', () => {
    const long = text.split('\n').filter((line) => line.length > 88);
    expect(long.map((line) => line.slice(0, 14))).toEqual([
      'Username,Emplo',
      'cameron.graham',
      'Username,Emplo',
      'cameron.graham',
    ]);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});

test('the parameters that name a type or a date format', () => {
  expect(['courses', 'certifications', 'Courses', ''].map(isRecordType)).toEqual([true, true, false, false]);
  expect(['YYYY-MM-DD', 'MM/DD/YYYY', 'DD/MM/YYYY', 'mm/dd/yyyy', ''].map(isDateFormat)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

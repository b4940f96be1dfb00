import { describe, expect, test } from 'vitest';
import { Refusal } from '#shared/http/refusal.ts';
import {
  choiceProblem,
  type ImportSettings,
  parseImportSettings,
  readImportSettings,
  typeOfChoices,
} from '#shared/imports/import-settings.ts';

function refusalOf(given: unknown): string {
  try {
    readImportSettings(given);
  } catch (error) {
    if (error instanceof Refusal) return `${error.problemCode}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const many = (count: number, textOf: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`value ${index}`, textOf(index)]));

describe('settings that are accepted', () => {
  test('all of them', () => {
    const settings = {
      type: 'courses',
      encoding: 'windows-1252',
      delimiter: ';',
      dateFormat: 'DD/MM/YYYY',
      columns: { 'Emp No': 'employeeId', Remarks: null },
      values: { courseType: { Classroom: 'ILT' } },
      constants: { provider: 'Acme' },
      blanks: 'keep',
      olderRecords: 'keep',
      accept: ['status-column'],
    };
    expect(readImportSettings(settings)).toEqual(settings);
    expect(readImportSettings({})).toEqual({});
  });

  test('a tab by its name or as it is', () => {
    expect(readImportSettings({ delimiter: 'tab' }).delimiter).toBe('\t');
    expect(readImportSettings({ delimiter: '\t' }).delimiter).toBe('\t');
  });

  test('course types as a file may have them, kept as they are stored', () => {
    const { values } = readImportSettings({
      values: { courseType: { Seminar: 'instructor led', Web: 'olt' } },
    });
    expect(values?.courseType).toEqual({ Seminar: 'ILT', Web: 'OLT' });
  });

  test('titles that are names of prototypes, as titles like any other', () => {
    const text =
      '{"columns": {"__proto__": "username", "constructor": null, "toString": "courseName"}, "values": {"courseType": {"__proto__": "OLT"}}}';
    const settings = parseImportSettings(text);
    expect(Object.entries(settings.columns ?? {})).toEqual([
      ['__proto__', 'username'],
      ['constructor', null],
      ['toString', 'courseName'],
    ]);
    expect(settings.columns?.['hasOwnProperty']).toBeUndefined();
    expect(parseImportSettings(JSON.stringify(settings))).toEqual(settings);
  });

  test('10,000 values', () => {
    const courseType = many(10_000, () => 'OLT');
    expect(Object.keys(readImportSettings({ values: { courseType } }).values?.courseType ?? {})).toHaveLength(
      10_000,
    );
  });
});

test.each<[what: string, given: unknown, refusal: string]>([
  ['no object', [], 'settings must be an object.'],
  ['null', null, 'settings must be an object.'],
  ['an unknown setting', { unknownPeople: 'wait' }, 'settings must not have "unknownPeople".'],
  ['a prototype as a setting', JSON.parse('{"__proto__": {}}'), 'settings must not have "__proto__".'],
  ['another type', { type: 'people' }, 'settings.type must be one of courses, certifications.'],
  ['null for one', { type: null }, 'settings.type must be one of courses, certifications.'],
  ['no fields', { columns: [] }, 'settings.columns must be an object.'],
  ['a long delimiter', { delimiter: '::' }, 'settings.delimiter must be one of ,, ;, |, tab.'],
  ['a question that is none', { accept: ['all'] }, 'settings.accept[0]'],
  ['a question in a text', { accept: 'encoding' }, 'settings.accept must be a list of questions.'],
  ['a blank title', { columns: { ' ': 'username' } }, 'settings.columns[" "] must not be blank.'],
  [
    'a field that there is none',
    { columns: { 'Emp No': 'email' } },
    'settings.columns["Emp No"] must be one of username, ',
  ],
  [
    'two titles for one field',
    { columns: { 'Emp No': 'employeeId', Staff: 'employeeId' } },
    'settings.columns.Staff must be another field than "Emp No", which is employeeId already.',
  ],
  [
    'a title twice',
    { columns: { 'Emp No': 'employeeId', emp_no: null } },
    'settings.columns["emp_no"] is given twice.',
  ],
  [
    'too many titles',
    { columns: many(1_001, () => null) },
    'settings.columns must have 1,000 entries at most.',
  ],
  [
    'too many values',
    { values: { courseType: many(10_001, () => 'OLT') } },
    'settings.values.courseType must have 10,000 entries at most.',
  ],
  ['a long title', { columns: { ['a'.repeat(1_001)]: null } }, 'must not be longer than 1,000 characters.'],
  ['NUL in a title', { columns: { 'a\0': null } }, 'must be text without NUL.'],
  ['half a character', { columns: { '\ud800': null } }, 'must be text without NUL.'],
  ['values of another field', { values: { score: {} } }, 'settings.values must not have "score".'],
  [
    'a course type that there is none',
    { values: { courseType: { Classroom: 'CLASS' } } },
    'settings.values.courseType.Classroom must be one of Task, ',
  ],
  [
    'one value for two types',
    { values: { courseType: { 'On Site': 'ILT', 'on  site ': 'OLT' } } },
    'settings.values.courseType["on  site "] is given twice.',
  ],
  [
    'a constant of no field',
    { constants: { email: 'a' } },
    'settings.constants.email is no field; there are',
  ],
  ['a blank constant', { constants: { provider: ' ' } }, 'settings.constants.provider must not be blank.'],
  [
    'a long constant',
    { constants: { provider: 'a'.repeat(256) } },
    'settings.constants.provider must not be longer than 255 characters.',
  ],
  [
    'another course type for all',
    { constants: { courseType: 'CLASS' } },
    'settings.constants.courseType must be one of Task, ',
  ],
  [
    'a column and a constant for one field',
    { columns: { Type: 'courseType' }, constants: { courseType: 'OLT' } },
    'settings must give courseType a column or a constant, not both.',
  ],
  [
    'fields of another type',
    { type: 'certifications', columns: { Number: 'courseNumber' } },
    'settings must not name courseNumber, which certifications do not have.',
  ],
  [
    'values of another type',
    { type: 'certifications', values: { courseType: { a: 'OLT' } } },
    'settings must not have values of courseType, which certifications do not have.',
  ],
])('%s is refused', (_, given, refusal) => {
  expect(refusalOf(given)).toContain('invalid-parameter: settings');
  expect(refusalOf(given)).toContain(refusal);
});

test('what is not JSON is refused', () => {
  expect(() => parseImportSettings('{')).toThrow('settings must be JSON.');
});

test('the type follows from fields that only one has', () => {
  const typeOf = (settings: ImportSettings) => typeOfChoices(settings);
  expect(typeOf({ columns: { No: 'courseNumber' } })).toBe('courses');
  expect(typeOf({ columns: { Name: 'certificationName' } })).toBe('certifications');
  expect(typeOf({ columns: { 'Emp No': 'employeeId' } })).toBeUndefined();
  expect(typeOf({})).toBeUndefined();
  expect(choiceProblem({ columns: { No: 'courseNumber' } }, undefined)).toBeUndefined();
});

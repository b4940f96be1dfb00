import { describe, expect, test } from 'vitest';
import { fileTitles } from '#shared/csv/file-titles.ts';
import {
  countKnownTitles,
  matchHeader,
  recognizeRecordType,
  trailingErrorsColumn,
} from '#shared/csv/header.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { templateTitles } from '#shared/csv/templates.ts';

const NEEDED = ['Username', 'Certification Name', 'Issue Date'];

describe('a header that fits', () => {
  test.each<RecordType>(['courses', 'certifications'])('the template of %s', (type) => {
    const cells = templateTitles(type);
    expect(matchHeader(cells, type)).toEqual({
      ok: true,
      mapping: { type, cells, indexes: cells.map((_, i) => i) },
    });
  });

  test.each<[string, string[], number[]]>([
    ['the required columns are enough', NEEDED, [0, -1, 1, -1, -1, 2, -1, -1]],
    [
      'with the employee id instead',
      ['Employee ID', 'Certification Name', 'Issue Date'],
      [-1, 0, 1, -1, -1, 2, -1, -1],
    ],
    ['any order', ['Issue Date', 'Notes', 'Certification Name', 'Username'], [3, -1, 2, -1, -1, 0, -1, 1]],
    ['any case', ['USERNAME', 'certification name', 'iSSUE dATE'], [0, -1, 1, -1, -1, 2, -1, -1]],
    [
      'without spaces',
      ['user name', 'CertificationName', ' Issue\u00a0Date\t'],
      [0, -1, 1, -1, -1, 2, -1, -1],
    ],
    ['with underscores', ['user_name', 'certification_name', '_ISSUE__DATE_'], [0, -1, 1, -1, -1, 2, -1, -1]],
    [
      'a newline within a title',
      ['Username', 'Certification\nName', 'Issue\r\nDate'],
      [0, -1, 1, -1, -1, 2, -1, -1],
    ],
    ['unknown titles, even twice', ['x', ...NEEDED, 'x', 'Course Number'], [1, -1, 2, -1, -1, 3, -1, -1]],
    ['empty titles, even twice', ['', ...NEEDED, '', ' '], [1, -1, 2, -1, -1, 3, -1, -1]],
    ['the Errors column of an error file', [...NEEDED, 'Errors'], [0, -1, 1, -1, -1, 2, -1, -1]],
    [
      'a mark, a colon or a hint at the end',
      ['Username*', 'Certification Name (required) *:', 'Issue Date (YYYY-MM-DD)', 'Notes : '],
      [0, -1, 1, -1, -1, 2, -1, 3],
    ],
    ['with dashes', ['user-name', 'CERTIFICATION-NAME', '-issue--date'], [0, -1, 1, -1, -1, 2, -1, -1]],
    [
      'invisible characters',
      ['\u200bUsername', 'Certification\u2060 Name\u200b', '\u202aIssue\u00ad Date\u202c'],
      [0, -1, 1, -1, -1, 2, -1, -1],
    ],
    ['a formula around a title', ['="Username"', ...NEEDED.slice(1)], [0, -1, 1, -1, -1, 2, -1, -1]],
    ['titles of nothing but marks', ['*', '(x)', ...NEEDED, ':'], [2, -1, 3, -1, -1, 4, -1, -1]],
    ['an apostrophe guard', ["'@x", ...NEEDED, "'\tNotes"], [1, -1, 2, -1, -1, 3, -1, 4]],
  ])('%s', (_, cells, indexes) => {
    expect(matchHeader(cells, 'certifications')).toEqual({
      ok: true,
      mapping: { type: 'certifications', cells, indexes },
    });
  });

  test('its mapping is plain data', () => {
    const match = matchHeader(NEEDED, 'certifications');
    expect(JSON.parse(JSON.stringify(match))).toEqual(match);
  });
});

describe('a header that does not', () => {
  test.each<[string, RecordType, string[], string, string[]]>([
    [
      'no user column: both are named',
      'certifications',
      ['Certification Name', 'Issue Date'],
      'missing-column',
      ['Username', 'Employee ID'],
    ],
    [
      'one is missing',
      'certifications',
      ['Username', 'Certification Name'],
      'missing-column',
      ['Issue Date'],
    ],
    [
      'all are missing, in the template order',
      'courses',
      ['Notes'],
      'missing-column',
      ['Username', 'Employee ID', 'Course Number', 'Course Name', 'Course Type', 'Completion Date'],
    ],
    [
      'no title at all',
      'certifications',
      [''],
      'missing-column',
      ['Username', 'Employee ID', 'Certification Name', 'Issue Date'],
    ],
    [
      'another apostrophe is part of the title',
      'certifications',
      ["'Username", 'Employee ID', 'Certification Name', "'Issue Date"],
      'missing-column',
      ['Issue Date'],
    ],
    [
      'a required column twice',
      'certifications',
      [...NEEDED, 'issue_date'],
      'duplicate-column',
      ['Issue Date'],
    ],
    [
      'an optional column twice',
      'certifications',
      [...NEEDED, 'Notes', 'NOTES'],
      'duplicate-column',
      ['Notes'],
    ],
    [
      'three times, and another',
      'certifications',
      ['Notes', ...NEEDED, 'Notes', 'notes', 'user name'],
      'duplicate-column',
      ['Username', 'Notes'],
    ],
    [
      'what is missing is told first',
      'certifications',
      ['Username', 'Username', 'Issue Date'],
      'missing-column',
      ['Certification Name'],
    ],
  ])('%s', (_, type, cells, code, columns) => {
    expect(matchHeader(cells, type)).toMatchObject({ ok: false, code, columns });
  });
});

describe('the record type a header was written for', () => {
  test.each<[string, readonly string[], RecordType | undefined]>([
    ['courses', templateTitles('courses'), 'courses'],
    ['certifications', templateTitles('certifications'), 'certifications'],
    ['incomplete', ['user_name', 'course_number', 'Notes'], 'courses'],
    ['what both have does not decide', ['Username', 'Employee ID', 'Notes'], undefined],
    ['as many of each', ['Course Number', 'Issue Date'], undefined],
    ['nothing', [], undefined],
  ])('%s', (_, cells, expected) => {
    expect(recognizeRecordType(cells)).toBe(expected);
  });
});

test('known titles are counted once', () => {
  expect(countKnownTitles(['Username', 'user name', 'Issue Date', 'Course Number', 'x', '', 'Errors'])).toBe(
    3,
  );
});

describe('the Errors column of an error file', () => {
  test.each<[string, string[], number]>([
    ['at the end', ['a', 'Errors'], 1],
    ['spelled otherwise', ['a', ' ERRORS '], 1],
    ['before empty titles', ['a', 'Errors', '', ' '], 1],
    ['not at the end', ['Errors', 'a'], -1],
    ['absent', ['a', ''], -1],
    ['no titles', ['', ''], -1],
  ])('%s', (_, cells, expected) => {
    expect(trailingErrorsColumn(cells)).toBe(expected);
  });
});

test('a file is known again by its titles with or without what an error file adds', () => {
  const own = ['Emp No', 'Line', 'Course Number'];
  expect(fileTitles([...own, 'Line', 'Errors'])).toEqual(fileTitles(own));
  expect(fileTitles([...own, 'Errors', ''])).toEqual(fileTitles(own));
  // A column of the file's own that is called so stays one of its own.
  expect(fileTitles(['Emp No', 'Line']).all).toEqual(['empno', 'line']);
});

import { describe, expect, test } from 'vitest';
import { fileTitles } from '#shared/csv/file-titles.ts';
import { savedKey, titleKeys } from '#shared/imports/title-keys.ts';

const keysOf = (...cells: string[]) => titleKeys(fileTitles(cells));

describe('files have the same keys', () => {
  test.each<[what: string, one: string[], other: string[]]>([
    ['in any order', ['Emp No', 'Course'], ['Course', 'Emp No']],
    ['in any writing', ['Emp No', 'Course'], ['emp_no*', ' COURSE (required)']],
    ['with blank titles', ['Emp No', ''], ['Emp No', ' ', '']],
    ['with the Errors column of an error file', ['Emp No'], ['Emp No', 'Errors', '']],
    ['with a title twice', ['Emp No', 'Notes'], ['Emp No', 'Notes', 'notes']],
  ])('%s', (_, one, other) => {
    expect(keysOf(...one)).toEqual(keysOf(...other));
  });

  test('of their own titles, whatever titles of the template stand beside them', () => {
    expect(keysOf('Emp No', 'Course Name').own).toEqual(keysOf('Emp No', 'Notes', 'Issue Date').own);
    expect(keysOf('Emp No', 'Course Name').all).not.toEqual(keysOf('Emp No', 'Notes').all);
  });
});

test('other titles have other keys', () => {
  expect(keysOf('a', 'b').all).not.toEqual(keysOf('ab').all);
  expect(keysOf('a').all).not.toEqual(keysOf('a').own);
  expect(keysOf('Username', 'Course Name').own).toBeUndefined();
});

test('what is saved is for the titles that were said, else for those that its columns name', () => {
  expect(savedKey(['Emp No', 'Notes'], { 'Emp No': 'employeeId' })).toEqual(keysOf('Notes', 'Emp No').all);
  expect(savedKey(undefined, { 'Emp No': 'employeeId', Notes: null })).toEqual(keysOf('Emp No').own);
  expect(savedKey(undefined, { Notes: null })).toBeUndefined();
  expect(savedKey(undefined)).toBeUndefined();
});

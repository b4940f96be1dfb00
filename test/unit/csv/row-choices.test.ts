import { expect, test } from 'vitest';
import { matchHeader } from '#shared/csv/header.ts';
import { createRowReader } from '#shared/csv/row.ts';
import { prepareRowChoices, type RowChoices } from '#shared/csv/row-choices.ts';

const HEADER = ['Username', 'Course Number', 'Course Name', 'Completion Date'];

function fieldsOf(cells: readonly string[], header: readonly string[], choices: RowChoices) {
  const match = matchHeader(header, 'courses', choices);
  if (!match.ok) throw new Error(match.code);
  return createRowReader(
    match.mapping,
    choices,
  )({ cells, problem: undefined, raw: undefined, carriageReturns: undefined }).fields;
}

test('a constant stands in every row', () => {
  const fields = fieldsOf(['cam', '1', 'First Aid', '2020-01-01'], HEADER, {
    constants: { courseType: 'OLT' },
  });
  expect(fields?.slice(0, 7)).toEqual(['cam', null, '1', 'First Aid', 'OLT', null, '2020-01-01']);
});

test('chosen course types are read as what they stand for, whatever the case, and others as they are', () => {
  const header = [...HEADER, 'Course Type'];
  const choices = { courseTypes: { 'In  Class': 'ILT', OLT: 'Task' } };
  const typeOf = (cell: string) =>
    fieldsOf(['cam', '1', 'First Aid', '2020-01-01', cell], header, choices)?.[4];
  expect(['in class', ' IN\u00a0CLASS\u200b', 'olt', 'ILT', 'other', ''].map(typeOf)).toEqual([
    'ILT',
    'ILT',
    'Task',
    'ILT',
    'other',
    '',
  ]);
});

test('rows without choices are left alone', () => {
  expect(prepareRowChoices('courses', {})).toBeUndefined();
  expect(prepareRowChoices('certifications', { courseTypes: { a: 'OLT' } })).toBeUndefined();
});

import { expect, test } from 'vitest';
import { inspect } from './support.ts';

const FILE =
  'Emp No,Username,Course Number,Course Name,Kind,Completion Date,Remarks\n1,a,C1,F,Classroom,2020-01-01,x\n2,b,C1,F,Web,2020-01-01,\n3,c,C1,F,OLT,2020-01-01,\n';
const CHOICES = {
  columns: { 'Emp No': 'employeeId', Kind: 'courseType', Remarks: null },
  courseTypes: { classroom: 'ILT', web: 'OLT' },
};

test('each column says why it is what it is', async () => {
  const { columns } = await inspect(FILE, CHOICES);
  expect(columns.map(({ title, field, reason }) => [title, field, reason])).toEqual([
    ['Emp No', 'employeeId', 'choice'],
    ['Username', 'username', 'exact'],
    ['Course Number', 'courseNumber', 'exact'],
    ['Course Name', 'courseName', 'exact'],
    ['Kind', 'courseType', 'choice'],
    ['Completion Date', 'completionDate', 'exact'],
    ['Remarks', null, 'choice'],
  ]);
  const saved = await inspect(FILE, { ...CHOICES, isSaved: true });
  expect(saved.columns[0]?.reason).toBe('saved mapping');
});

test('values that were chosen to be types are nothing to warn of, nor is a column that is left out', async () => {
  const { courseTypes, warnings } = await inspect(FILE, CHOICES);
  expect(courseTypes?.values.map(({ value, readAs }) => [value, readAs])).toEqual([
    ['Classroom', 'ILT'],
    ['Web', 'OLT'],
    ['OLT', 'OLT'],
  ]);
  expect(warnings).toEqual([]);
});

test('many values that were chosen are all counted', async () => {
  const kinds = Array.from({ length: 300 }, (_, index) => `kind ${index}`);
  const file = FILE + kinds.map((kind) => `1,a,C1,F,${kind},2020-01-01,\n`).join('');
  const courseTypes = { ...CHOICES.courseTypes, ...Object.fromEntries(kinds.map((kind) => [kind, 'OJT'])) };
  const { warnings } = await inspect(file, { ...CHOICES, courseTypes });
  expect(warnings).toEqual([]);
});

test('a column of the template for which another was chosen is named', async () => {
  const { warnings } = await inspect(FILE, {
    ...CHOICES,
    columns: { 'Emp No': 'username', Kind: 'courseType', Remarks: null },
  });
  expect(warnings.map(({ message }) => message)).toEqual([
    'The column "Username" is not imported, since "Emp No" was chosen for it.',
  ]);
});

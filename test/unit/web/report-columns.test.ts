import { expect, test } from 'vitest';
import { describeLines } from '../../../services/portal/web/src/components/line-ranges.ts';
import { totalsOf } from '../../../services/portal/web/src/pages/report/totals.ts';
import { visibleColumns } from '../../../services/portal/web/src/pages/report/visible-columns.ts';

const column = (key: string, type: 'text' | 'number' = 'text') => ({ key, title: key, type });
const columns = [
  'certificationName',
  'username',
  'employeeId',
  'firstName',
  'lastName',
  'certificationNumber',
  'issueDate',
  'expirationDate',
  'notes',
  'status',
  'validity',
].map((key) => column(key));

test('records begin with the person and what is looked for, without what is the same in every row', () => {
  expect(visibleColumns(columns, true).map(({ key }) => key)).toEqual([
    'lastName',
    'firstName',
    'validity',
    'expirationDate',
    'issueDate',
    'certificationNumber',
    'notes',
    'username',
    'employeeId',
  ]);
  expect(visibleColumns(columns, false)).toEqual(columns);
});

test('the last row has the sums of all pages, and says when they are still to come', () => {
  const report = {
    columns: [column('courseName'), column('records', 'number'), column('people', 'number')],
    rows: [{}],
    total: 2,
    sort: { key: 'courseName', order: 'asc' },
    next: null,
  } as const;
  expect(totalsOf(report, { records: 1_200 })).toEqual({
    courseName: 'Total',
    records: (1_200).toLocaleString(),
  });
  expect(totalsOf(report, undefined)).toEqual({ courseName: 'Total', records: '…' });
  expect(totalsOf({ ...report, total: 1 }, undefined)).toBeUndefined();
});

test.each([
  [[{ from: 4, to: 4 }], 1, 'Row 4'],
  [[{ from: 3, to: 17 }], 15, 'Rows 3 to 17'],
  [
    [
      { from: 3, to: 4 },
      { from: 9, to: 9 },
    ],
    3,
    'Rows 3 to 4, 9',
  ],
  [[{ from: 3, to: 3 }], 2, 'Rows 3 and others'],
  [[], 5, ''],
])('the rows of a reason: %j of %i are “%s”', (lines, count, text) => {
  expect(describeLines({ lines, count })).toBe(text);
});

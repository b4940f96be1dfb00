import type { ReportColumn } from '../../api/types.ts';

/**
 * Of the records of one certification or course, the columns that are looked at first. What names it is the page's title
 * and the same in every row, and so is the status.
 */
const FIRST = [
  'lastName',
  'firstName',
  'validity',
  'expirationDate',
  'issueDate',
  'completionDate',
  'score',
  'credits',
  'durationMinutes',
];
/** What identifies somebody to a program is looked at last. */
const LAST = ['notes', 'username', 'employeeId'];
const HIDDEN = ['certificationName', 'courseNumber', 'status'];

/** The columns of a report in the order in which a page shows them. */
export function visibleColumns(columns: readonly ReportColumn[], isOfOne: boolean): readonly ReportColumn[] {
  if (!isOfOne) return columns;
  const place = ({ key }: ReportColumn): number => {
    if (FIRST.includes(key)) return FIRST.indexOf(key) - FIRST.length;
    return LAST.indexOf(key) + 1;
  };
  return columns.filter(({ key }) => !HIDDEN.includes(key)).toSorted((a, b) => place(a) - place(b));
}

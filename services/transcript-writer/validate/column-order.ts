import type { Reason } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { recordTable } from '#shared/records/record-table.ts';

/**
 * Reasons in the order of the template's columns, each at the first column that it names; several of a column stay in
 * their order. Those about the row as a whole name none and come first.
 */
export function inColumnOrder(type: RecordType, reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length < 2) return reasons;
  const titles = recordTable(type).columns.map(({ title }) => title);
  const placeOf = ({ columns: [first] }: Reason): number =>
    first === undefined ? -1 : titles.indexOf(first);
  return reasons.toSorted((a, b) => placeOf(a) - placeOf(b));
}

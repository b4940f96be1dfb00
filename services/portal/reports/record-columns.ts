import { columnTexts } from '#shared/csv/column-texts.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { recordTable, type StoredColumn, type StoredKind } from '#shared/records/record-table.ts';
import { message } from '#shared/texts/texts-of.ts';
import { PERSON_COLUMNS, PERSON_SELECT, type ReportColumn, text } from './report.ts';

const TYPES: Readonly<Record<StoredKind, ReportColumn['type']>> = {
  text: 'text',
  decimal: 'number',
  integer: 'number',
  date: 'date',
};

const STATUS_WORDS = { completed: message('report-columns.status-completed') };

/**
 * The columns of a report that lists records, and their part of its SELECT: what names the record, its person, the other
 * columns of schemas/csv, and the status.
 *
 * @param naming fields of the columns that stand before the person
 */
export function recordColumns(
  type: RecordType,
  naming: readonly string[],
): { readonly columns: readonly ReportColumn[]; readonly select: string } {
  const { stored } = recordTable(type);
  const isNaming = ({ column }: StoredColumn): boolean => naming.includes(column.field);
  const others = stored.filter((one) => !isNaming(one));
  const columns = [
    ...stored.filter(isNaming).map(reportColumn),
    ...PERSON_COLUMNS,
    ...others.map(reportColumn),
    text('status', message('report-columns.status'), STATUS_WORDS),
  ];
  const values = stored.map(({ name, column }) => `${name} AS ${column.field}`);
  return { columns, select: [...values, PERSON_SELECT, 'status'].join(', ') };
}

function reportColumn({ column, kind }: StoredColumn): ReportColumn {
  return {
    key: column.field,
    title: ({ language }) => columnTexts(column, language).title,
    type: TYPES[kind],
  };
}

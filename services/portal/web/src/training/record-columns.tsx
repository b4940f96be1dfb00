import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { columnTexts, meaningOf } from '#shared/csv/column-texts.ts';
import type { Column, RecordType } from '#shared/csv/record-types.ts';
import { recordTable } from '#shared/records/record-table.ts';
import type { RecordFields } from '../api/types.ts';
import { columnTitle } from '../components/column-title.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { formatDecimal, formatNumber } from '../components/format.ts';
import { Day } from '../components/time.tsx';
import { currentLanguage } from '../texts/texts.ts';

/** The columns of schemas/csv that have a label: each has a column in the table. */
export function labelledColumns(type: RecordType): DataColumn<RecordFields>[] {
  return recordTable(type).stored.flatMap(({ column }) => {
    if (column.label === undefined) return [];
    const isNumber = column.format === 'decimal' || column.format === 'integer';
    return [
      {
        key: column.field,
        title: columnTexts(column, currentLanguage()).label ?? column.label,
        sortable: true,
        ...(isNumber ? { align: 'end' as const } : {}),
        render: (record: RecordFields) => <RecordValue column={column} record={record} />,
      },
    ];
  });
}

/** The values of the other columns, which most records leave blank, in one line. */
export function RecordDetails({
  type,
  record,
  shown,
}: {
  readonly type: RecordType;
  readonly record: RecordFields;
  /** Fields that stand above the line. */
  readonly shown: readonly string[];
}) {
  const columns = recordTable(type).stored.map(({ column }) => column);
  const given = columns.filter(
    ({ field, label }) =>
      label === undefined && !shown.includes(field) && record[field] !== null && record[field] !== undefined,
  );
  if (given.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className="lms-any-text" lineClamp={3}>
      {given.map((column, index) => (
        <Fragment key={column.field}>
          {index > 0 && ' · '}
          <span title={columnTitle(column)}>
            <RecordValue column={column} record={record} />
          </span>
        </Fragment>
      ))}
    </Text>
  );
}

/** A value as its column writes it; a dash where it is blank. */
export function RecordValue({
  column: { field, format, limits },
  record,
}: {
  readonly column: Column;
  readonly record: RecordFields;
}): ReactNode {
  const value = record[field];
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return format === 'integer' ? formatNumber(value) : formatDecimal(value);
  if (format === 'date') return <Day day={value} />;
  const type = limits.allowed?.find((allowed) => allowed.value === value);
  return (
    <span className="lms-any-text" title={type && meaningOf(type, currentLanguage())}>
      {value}
    </span>
  );
}

import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { ReportColumn, ReportRow } from '../../api/types.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { formatDecimal } from '../../components/format.ts';
import { Day } from '../../components/time.tsx';
import { typeName as recordTypeName } from '../../components/type-names.ts';
import { isValidity } from '../../training/expiry.ts';
import { ValidityPill } from '../../training/expiry-pill.tsx';
import { textOf } from './numbers.ts';

interface CellProps {
  readonly report: string;
  readonly column: ReportColumn;
  readonly row: ReportRow;
}

/** Columns that lead further: to the records of a certification or course, or to a person. */
const LINKS: Readonly<Record<string, (value: string) => string>> = {
  'certifications-by-certification certificationName': (name) =>
    `${reportPath('certifications-by-certification')}?certification=${encodeURIComponent(name)}`,
  'courses-by-course courseNumber': (number) =>
    `${reportPath('courses-by-course')}?course=${encodeURIComponent(number)}`,
};

export function ReportCellValue({ report, column, row }: CellProps) {
  const value = row[column.key];
  if (value === null || value === undefined || value === '') return '–';
  if (column.key === 'validity' && isValidity(value)) {
    return <ValidityPill validity={value} expirationDate={textOf(row, 'expirationDate')} />;
  }
  if (typeof value === 'number') return formatDecimal(value);
  if (column.type === 'date') return <Day day={value} />;
  const isDetail = 'username' in row;
  const address =
    column.key === 'username'
      ? personSearch(value)
      : isDetail
        ? undefined
        : LINKS[`${report} ${column.key}`]?.(value);
  if (address !== undefined) {
    return (
      <Anchor component={Link} to={address} inherit className="lms-any-text">
        {value}
      </Anchor>
    );
  }
  return <span className="lms-any-text">{column.key === 'type' ? typeName(value) : value}</span>;
}

function personSearch(username: string): string {
  return `${PATHS.people}?search=${encodeURIComponent(username)}`;
}

function typeName(type: string): string {
  return type === 'courses' || type === 'certifications' ? recordTypeName(type) : type;
}

import type { ReportRow } from '../../api/types.ts';

/** A count of a row; 0 where there is none. */
export function numberOf(row: ReportRow, key: string): number {
  const value = row[key];
  return typeof value === 'number' ? value : 0;
}

export function textOf(row: ReportRow, key: string): string {
  return String(row[key] ?? '');
}

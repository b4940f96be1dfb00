import type { ReactNode } from 'react';
import type { ReportPage } from '../../api/types.ts';
import { formatNumber } from '../../components/format.ts';

/** Counts that add up over rows. People do not: someone may hold several certifications. */
const ADDITIVE = ['records', 'expired', 'expiring', 'imports', 'total', 'successes', 'failures'];

/** The sums of a report's rows; of those on this page, where there are more pages. */
export function totalsOf(
  { columns, rows }: ReportPage,
  isWhole: boolean,
): Readonly<Record<string, ReactNode>> | undefined {
  const summed = columns.filter(({ key, type }) => type === 'number' && ADDITIVE.includes(key));
  const first = columns[0];
  if (summed.length === 0 || first === undefined || rows.length < 2) return undefined;
  const sums = summed.map(({ key }) => [key, formatNumber(sum(rows.map((row) => row[key])))]);
  return { [first.key]: isWhole ? 'Total' : 'Total of this page', ...Object.fromEntries(sums) };
}

function sum(values: readonly unknown[]): number {
  return values.reduce<number>((all, value) => all + (typeof value === 'number' ? value : 0), 0);
}

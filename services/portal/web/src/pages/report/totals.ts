import type { ReactNode } from 'react';
import type { ReportPage, ReportTotals } from '../../api/types.ts';
import { formatNumber } from '../../components/format.ts';
import { text } from '../../texts/texts.ts';

/** Counts that add up over rows. People do not: someone may hold several certifications. */
const ADDITIVE = ['records', 'expired', 'expiring', 'imports', 'total', 'successes', 'failures'];

/** Whether a report has columns of which there are sums. */
export function hasTotals({ columns }: Pick<ReportPage, 'columns'>): boolean {
  return columns.some(({ key, type }) => type === 'number' && ADDITIVE.includes(key));
}

/** The row of sums over all pages of a report that has more than one row; an ellipsis until they are here. */
export function totalsOf(
  { columns, total }: ReportPage,
  totals: ReportTotals | null | undefined,
): Readonly<Record<string, ReactNode>> | undefined {
  const first = columns[0];
  if (first === undefined || total < 2 || !hasTotals({ columns })) return undefined;
  const summed = columns.filter(({ key, type }) => type === 'number' && ADDITIVE.includes(key));
  const cells = summed.map(({ key }) => {
    const sum = totals?.[key];
    return [key, sum === undefined ? '…' : formatNumber(sum)] as const;
  });
  return { [first.key]: text('reports.total'), ...Object.fromEntries(cells) };
}

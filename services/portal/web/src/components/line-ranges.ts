import type { FailureReason } from '../api/types.ts';
import { formatNumber } from './format.ts';

/** Where a reason's rows stand: “Row 4”, “Rows 3 to 17, 20 and others”; empty where that is not known. */
export function describeLines({ lines, count }: Pick<FailureReason, 'lines' | 'count'>): string {
  const [first] = lines;
  if (first === undefined) return '';
  // A blank line within a range is no row of it, so a range may seem to have more rows than there are.
  const known = lines.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const others = known < count ? ' and others' : '';
  const isOne = lines.length === 1 && first.from === first.to && others === '';
  const ranges = lines.map(({ from, to }) =>
    from === to ? formatNumber(from) : `${formatNumber(from)} to ${formatNumber(to)}`,
  );
  return `${isOne ? 'Row' : 'Rows'} ${ranges.join(', ')}${others}`;
}

import type { FailureReason } from '../api/types.ts';
import { text } from '../texts/texts.ts';
import { formatNumber } from './format.ts';

/** Where a reason's rows stand: “Row 4”, “Rows 3 to 17, 20 and others”; empty where that is not known. */
export function describeLines({ lines, count }: Pick<FailureReason, 'lines' | 'count'>): string {
  const [first] = lines;
  if (first === undefined) return '';
  // A blank line within a range is no row of it, so a range may seem to have more rows than there are.
  const known = lines.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const hasOthers = known < count;
  if (lines.length === 1 && first.from === first.to && !hasOthers) {
    return text('components.row', { row: first.from });
  }
  const ranges = lines
    .map(({ from, to }) => (from === to ? formatNumber(from) : text('components.row-range', { from, to })))
    .join(', ');
  return text(hasOthers ? 'components.row-ranges-and-others' : 'components.row-ranges', { ranges });
}

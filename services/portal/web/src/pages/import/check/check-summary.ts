import type { CheckView } from '../../../api/types.ts';
import { formatList } from '../../../components/format-list.ts';
import { text } from '../../../texts/texts.ts';

/** What an import would do, in a sentence: `1,200 rows: 640 new, 240 overwrite (80 lose a value), 320 unchanged`. */
export function describeCheck(check: CheckView): string {
  const { rows, added, unchanged, superseded, kept, failed } = check;
  const parts = [
    counted('check.counted-new', added),
    describeOverwriting(check),
    counted('check.counted-unchanged', unchanged),
    counted('check.counted-superseded', superseded),
    counted('check.counted-kept', kept),
    counted('check.counted-failing', failed),
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? text('check.summary-of-nothing', { rows })
    : text('check.summary', { rows, findings: formatList(parts) });
}

type Counted = 'new' | 'overwrite' | 'newer' | 'losing' | 'unchanged' | 'superseded' | 'kept' | 'failing';

function counted(id: `check.counted-${Counted}`, count: number | null): string | undefined {
  return count === null || count === 0 ? undefined : text(id, { count });
}

function describeOverwriting({ overwritten, replacesNewer, losesValues }: CheckView): string | undefined {
  const details = [
    counted('check.counted-newer', replacesNewer),
    counted('check.counted-losing', losesValues),
  ].filter((part) => part !== undefined);
  if (details.length === 0 || !overwritten) return counted('check.counted-overwrite', overwritten);
  return text('check.counted-overwrite-details', { count: overwritten, details: formatList(details) });
}

/** Rows that would be imported: all that do not fail. */
export function validRows({ rows, failed }: CheckView): number {
  return rows - failed;
}

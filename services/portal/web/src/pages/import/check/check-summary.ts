import type { CheckView } from '../../../api/types.ts';
import { formatCount, formatNumber } from '../../../components/format.ts';

/** What an import would do, in a sentence: `1,200 rows: 640 new, 240 overwrite (80 lose a value), 320 unchanged`. */
export function describeCheck(check: CheckView): string {
  const parts = [
    part(check.added, 'new'),
    part(check.overwritten, 'overwrite', overwritingDetails(check)),
    part(check.unchanged, 'unchanged'),
    part(check.superseded, 'overtaken by a later row of the file'),
    part(check.kept, 'left out as older than the record'),
    part(check.failed, check.failed === 1 ? 'fails' : 'fail'),
  ].filter((text) => text !== undefined);
  return `${formatCount(check.rows, 'row', 'rows')}: ${parts.length === 0 ? 'none' : parts.join(', ')}`;
}

function part(count: number | null, word: string, details = ''): string | undefined {
  return count === null || count === 0 ? undefined : `${formatNumber(count)} ${word}${details}`;
}

function overwritingDetails({ replacesNewer, losesValues }: CheckView): string {
  const details = [
    part(replacesNewer, replacesNewer === 1 ? 'is newer than the file’s' : 'are newer than the file’s'),
    part(losesValues, losesValues === 1 ? 'loses a value' : 'lose a value'),
  ].filter((text) => text !== undefined);
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

/** Rows that would be imported: all that do not fail. */
export function validRows({ rows, failed }: CheckView): number {
  return rows - failed;
}

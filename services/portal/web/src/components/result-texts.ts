import type { ImportView, RowResult } from '../api/types.ts';
import { formatNumber } from './format.ts';
import type { Tone } from './tone.ts';

interface ResultText {
  /** by itself */
  readonly name: string;
  /** behind a number in a sentence */
  readonly counted: string;
  readonly tone: Tone;
}

/** What becomes of rows in words, in the order in which they are counted. */
export const RESULT_TEXTS: Readonly<Record<RowResult, ResultText>> = {
  added: { name: 'New', counted: 'new', tone: 'good' },
  overwritten: { name: 'Overwritten', counted: 'overwritten', tone: 'info' },
  unchanged: { name: 'Unchanged', counted: 'unchanged', tone: 'neutral' },
  superseded: { name: 'Replaced by a later row', counted: 'replaced by a later row', tone: 'neutral' },
  kept: { name: 'Older than the record', counted: 'left out as older than the record', tone: 'neutral' },
  failed: { name: 'Failed', counted: 'failed', tone: 'bad' },
  skipped: { name: 'Not applied', counted: 'not applied', tone: 'neutral' },
  restored: { name: 'Restored', counted: 'restored', tone: 'good' },
  removed: { name: 'Removed', counted: 'removed', tone: 'warning' },
  stayed: { name: 'Stayed', counted: 'left as they are', tone: 'neutral' },
};

const RESULTS = Object.keys(RESULT_TEXTS) as readonly RowResult[];

export type ResultCount = readonly [result: RowResult, count: number];

/** How many rows came to each result that any of them came to; empty while that is not known. */
export function resultCounts({ results, status, source, ...item }: ImportView): readonly ResultCount[] {
  if (results === null) return [];
  const unknown = item.unknown ?? 0;
  const notApplied = (item.total ?? 0) - item.successes - item.failures - unknown;
  const all: ImportView['results'] = {
    ...results,
    failed: item.failures,
    // The total of an undo counts only what it took back.
    skipped: status === 'Cancelled' && source !== 'undo' ? Math.max(0, notApplied) : 0,
  };
  return RESULTS.map((result) => [result, all[result] ?? 0] as const).filter(([, count]) => count > 0);
}

/** What became of an import's rows: `640 new, 240 overwritten, 20 failed`. */
export function describeResults(item: ImportView): string {
  const counts = resultCounts(item);
  if (counts.length === 0) return item.source === 'undo' ? 'There was nothing to take back' : 'No rows';
  return counts.map(([result, count]) => `${formatNumber(count)} ${RESULT_TEXTS[result].counted}`).join(', ');
}

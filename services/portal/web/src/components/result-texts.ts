import type { ImportView, RowResult } from '../api/types.ts';
import { text } from '../texts/texts.ts';
import { formatList } from './format-list.ts';
import type { Tone } from './tone.ts';

/** In the order in which results are counted. */
const TONES: Readonly<Record<RowResult, Tone>> = {
  added: 'good',
  overwritten: 'info',
  unchanged: 'neutral',
  superseded: 'neutral',
  kept: 'neutral',
  failed: 'bad',
  skipped: 'neutral',
  restored: 'good',
  removed: 'warning',
  stayed: 'neutral',
};

const RESULTS = Object.keys(TONES) as readonly RowResult[];

/** What became of a row, by itself: “Overwritten”. */
export function resultName(result: RowResult): string {
  return text(`components.result.${result}`);
}

export function resultTone(result: RowResult): Tone {
  return TONES[result];
}

/** How many rows came to a result: “1,200 overwritten”. */
export function countedResult(result: RowResult, count: number): string {
  return text(`components.counted.${result}`, { count });
}

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
  if (counts.length > 0) return formatList(counts.map(([result, count]) => countedResult(result, count)));
  return text(item.source === 'undo' ? 'components.nothing-to-take-back' : 'components.no-rows');
}

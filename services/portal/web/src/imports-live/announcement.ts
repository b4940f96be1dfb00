import { isMoving, isRunning, isUnapplied } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { describeDelay } from '../components/delay-text.ts';
import { formatNumber } from '../components/format.ts';
import { importTitle } from '../components/import-title.ts';
import { describeResults } from '../components/result-texts.ts';

/** Screen readers get an announcement at these parts of an import; one at every event would never let them finish. */
const STEPS = 4;

/**
 * What to announce of an import that was `before` and is `now`, or undefined when nothing worth announcing happened.
 */
export function describeChange(before: ImportView, now: ImportView): string | undefined {
  const name = importTitle(now);
  if (now.delayed !== null && before.delayed === null) return `${name}: ${describeDelay(now.delayed)}`;
  if (isUnapplied(now)) {
    return before.status === 'Checking' && !isMoving(now) ? `${name}: ${now.status}.` : undefined;
  }
  if (!isRunning(now)) {
    if (!isRunning(before)) return undefined;
    return `${name}: ${now.status}. ${describeEnd(now)}.`;
  }
  const step = stepOf(now);
  return step > stepOf(before) ? `${name}: ${(step * 100) / STEPS} percent done.` : undefined;
}

function describeEnd(item: ImportView): string {
  if (item.source === 'undo' && item.results !== null) return describeResults(item);
  return `${formatNumber(item.successes)} successes, ${formatNumber(item.failures)} failures`;
}

function stepOf({ total, successes, failures }: ImportView): number {
  return total === null || total === 0 ? 0 : Math.floor((STEPS * (successes + failures)) / total);
}

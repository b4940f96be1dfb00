import { isMoving, isRunning, isUnapplied } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { describeDelay } from '../components/delay-text.ts';
import { importTitle } from '../components/import-title.ts';
import { describeResults } from '../components/result-texts.ts';
import { text } from '../texts/texts.ts';

/** Screen readers get an announcement at these parts of an import; one at every event would never let them finish. */
const STEPS = 4;

/**
 * What to announce of an import that was `before` and is `now`, or undefined when nothing worth announcing happened.
 */
export function describeChange(before: ImportView, now: ImportView): string | undefined {
  const name = importTitle(now);
  if (now.delayed !== null && before.delayed === null)
    return text('import.announced-delay', { name, delay: describeDelay(now.delayed) });
  if (isUnapplied(now)) {
    return before.status === 'Checking' && !isMoving(now)
      ? text('import.announced-status', { name, status: text(`imports.status.${now.status}`) })
      : undefined;
  }
  if (!isRunning(now)) {
    return isRunning(before) ? describeEnd(now) : undefined;
  }
  const step = stepOf(now);
  return step > stepOf(before)
    ? text('import.announced-progress', { name, percent: (step * 100) / STEPS })
    : undefined;
}

function describeEnd(item: ImportView): string {
  const name = importTitle(item);
  const status = text(`imports.status.${item.status}`);
  if (item.source === 'undo' && item.results !== null)
    return text('import.announced-end-of-undo', { name, status, results: describeResults(item) });
  const { successes, failures } = item;
  return text('import.announced-end', { name, status, successes, failures });
}

function stepOf({ total, successes, failures }: ImportView): number {
  return total === null || total === 0 ? 0 : Math.floor((STEPS * (successes + failures)) / total);
}

import { isMoving, isRunning, isUnapplied } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { formatNumber } from '../components/format.ts';

/** Screen readers get an announcement at these parts of an import; one at every event would never let them finish. */
const STEPS = 4;

/**
 * What to announce of an import that was `before` and is `now`, or undefined when nothing worth announcing happened.
 */
export function describeChange(before: ImportView, now: ImportView): string | undefined {
  const name = now.fileName ?? `Feed of ${now.type}`;
  if (isUnapplied(now)) {
    return before.status === 'Checking' && !isMoving(now) ? `${name}: ${now.status}.` : undefined;
  }
  if (!isRunning(now)) {
    if (!isRunning(before)) return undefined;
    return `${name}: ${now.status}. ${formatNumber(now.successes)} successes, ${formatNumber(now.failures)} failures.`;
  }
  const step = stepOf(now);
  return step > stepOf(before) ? `${name}: ${(step * 100) / STEPS} percent done.` : undefined;
}

function stepOf({ total, successes, failures }: ImportView): number {
  return total === null || total === 0 ? 0 : Math.floor((STEPS * (successes + failures)) / total);
}

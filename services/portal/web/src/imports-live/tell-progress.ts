import { isRunning } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { announce } from '../components/live-region.tsx';
import { describeChange } from './announcement.ts';

/** The running imports that this tab has seen, as they were told of last. */
const told = new Map<string, ImportView>();

/**
 * Tells a screen reader how an import goes: each change once, however many parts of the page show it, and the end
 * also of an import that was over before any of them did.
 */
export function tellProgress(item: ImportView): void {
  const change = describeChange(told.get(item.id) ?? item, item);
  if (isRunning(item)) told.set(item.id, item);
  else told.delete(item.id);
  if (change !== undefined) announce(change);
}

import { isMoving } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { announce } from '../components/live-region.tsx';
import { describeChange } from './announcement.ts';

/** The running imports that this tab has seen, as they were announced last. */
const announced = new Map<string, ImportView>();

/**
 * Announces to screen readers how an import goes: each change once, however many parts of the page show it, and the end
 * also of an import that was over before any of them did.
 */
export function announceProgress(item: ImportView): void {
  const change = describeChange(announced.get(item.id) ?? item, item);
  if (isMoving(item)) announced.set(item.id, item);
  else announced.delete(item.id);
  if (change !== undefined) announce(change);
}

import { Refusal } from '../http/refusal.ts';
import { message } from '../texts/texts-of.ts';
import { type ImportStatus, IS_HISTORY_GONE, isUnapplied } from './import-view.ts';

/** What decides whether an import can be undone. */
export interface UndoableImport {
  readonly source: 'file' | 'feed' | 'undo';
  readonly status: ImportStatus;
  readonly undone_by: string | null;
  /** Whether it is the entry of a running feed for one day. */
  readonly is_running_entry: boolean;
  readonly completed_at: Date | null;
  readonly undo_days: number;
  /** Whether what stood before its records may be gone from the history. */
  readonly is_history_gone: boolean;
}

/** The select list of {@link UndoableImport}, from `imports` and its tenant. */
export const UNDOABLE_COLUMNS = `imports.source, imports.status, imports.undone_by,
  imports.feed_day IS NOT NULL AS is_running_entry, imports.completed_at, tenants.undo_days,
  ${IS_HISTORY_GONE} AS is_history_gone`;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Until when a finished import can be undone. */
export function undoableUntil(completedAt: Date, undoDays: number): Date {
  return new Date(completedAt.getTime() + undoDays * DAY_MS);
}

/**
 * Why an import cannot be undone, or undefined where it can.
 *
 * @param wholeImport otherwise one record of it, which an entry of a running feed allows too
 */
export function undoRefusal(
  { source, status, undone_by: undoneBy, completed_at: completedAt, ...more }: UndoableImport,
  wholeImport: boolean,
): Refusal | undefined {
  if (source === 'undo') return new Refusal('not-undoable', message('problems.undo-of-undo'));
  if (isUnapplied(status)) return new Refusal('not-undoable', message('problems.undo-of-nothing'));
  if (wholeImport && more.is_running_entry) {
    return new Refusal('not-undoable', message('problems.undo-of-running-feed'));
  }
  if (status === 'in_progress' || completedAt === null)
    return new Refusal('not-finished', message('problems.import-in-progress'));
  if (undoneBy !== null) return alreadyUndone();
  if (more.is_history_gone) return new Refusal('undo-period-over', message('problems.undo-history-gone'));
  if (undoableUntil(completedAt, more.undo_days).getTime() > Date.now()) return undefined;
  return new Refusal(
    'undo-period-over',
    message('problems.undo-period-over', { days: String(more.undo_days) }),
  );
}

export function alreadyUndone(): Refusal {
  return new Refusal('already-undone', message('problems.already-undone'));
}

/** Whether the role that a tenant wants for an undo is among those of the caller. */
export function mayUndo(roles: readonly string[], undoRole: string): boolean {
  return roles.includes(undoRole);
}

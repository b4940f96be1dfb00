import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { prepareHistoryMonths } from '#shared/retention/prepare-history-months.ts';
import { pruneProgress } from '#shared/retention/prune-progress.ts';
import { removeChecks } from '#shared/retention/remove-checks.ts';
import { removeOldFiles } from '#shared/retention/remove-old-files.ts';
import { removeUndoRecords } from '#shared/retention/remove-undo-records.ts';
import { replaceFeedRows } from '#shared/retention/replace-feed-rows.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';

/** Files are kept for days, and feeds' rows may be, so once an hour is often enough to look which are old. */
const INTERVAL_MS = 60 * 60_000;

/** Whoever discards a file wants it removed soon, and each statement finds what there is by an index. */
const CHECKS_INTERVAL_MS = 30_000;

/** Removes what is left of checks that were discarded or are over, from now on. */
export function startRemovingChecks(client: Queryable, store: ObjectStore, logger: Logger): PeriodicTask {
  return startPeriodicTask(
    CHECKS_INTERVAL_MS,
    async (signal) => {
      const removed = await removeChecks(client, store, signal);
      if (removed > 0) logger.info({ removed }, 'checks removed');
    },
    reportTaskError(logger, 'checks cannot be removed now'),
  );
}

/**
 * Removes files that were kept long enough, rows that finished feeds and undos no longer need, and months of the history that
 * nobody can undo any more, from now on.
 */
export function startRetention(client: Queryable, store: ObjectStore, logger: Logger): PeriodicTask {
  return startPeriodicTask(
    INTERVAL_MS,
    async (signal) => {
      const imports = await removeOldFiles(client, store, signal);
      if (imports > 0) logger.info({ imports }, 'old files removed');
      const feeds = await replaceFeedRows(client, signal);
      if (feeds > 0) logger.info({ feeds }, 'rows of finished feeds replaced');
      const undone = await removeUndoRecords(client, signal);
      if (undone > 0) logger.info({ undone }, 'records of old undos removed');
      const ended = await pruneProgress(client, signal);
      if (ended > 0) logger.info({ ended }, 'progress of imports that ended removed');
      const months = await prepareHistoryMonths(client);
      if (months > 0) logger.info({ months }, 'months of the history dropped');
    },
    reportTaskError(logger, 'what is old cannot be removed now'),
  );
}

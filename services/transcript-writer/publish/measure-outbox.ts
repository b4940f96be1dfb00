import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';

/** As often as it is scraped; the table has a few rows for each partition. */
const INTERVAL_MS = 15_000;

/**
 * Measures how many batches wait to be mirrored, and for how long. Their number is large whenever much is imported; the
 * age of the oldest is a second or two as long as every partition's entries move, and grows with a single one that does not.
 */
export function startMeasuringOutbox(tools: {
  readonly pool: Queryable;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
}): PeriodicTask {
  return startPeriodicTask(
    INTERVAL_MS,
    async () => {
      const { rows } = await tools.pool.query<{ batches: number; oldest: number }>(
        `SELECT count(*) AS batches,
           coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS oldest FROM outbox`,
      );
      tools.metrics.outbox.set(rows[0]?.batches ?? 0);
      tools.metrics.outboxOldest.set(Math.max(0, rows[0]?.oldest ?? 0));
    },
    (error) => tools.logger.warn({ err: error }, 'outbox cannot be measured now'),
  );
}

import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';

/** As often as it is scraped; the table has a handful of rows. */
const INTERVAL_MS = 15_000;

/** Measures how many batches wait to be told: entries live for milliseconds, so any that stay mean trouble. */
export function startMeasuringOutbox(tools: {
  readonly pool: Queryable;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
}): PeriodicTask {
  return startPeriodicTask(
    INTERVAL_MS,
    async () => {
      const { rows } = await tools.pool.query<{ batches: number }>('SELECT count(*) AS batches FROM outbox');
      tools.metrics.outbox.set(Number(rows[0]?.batches ?? 0));
    },
    (error) => tools.logger.warn({ err: error }, 'outbox cannot be measured now'),
  );
}

import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';

/** As often as it is scraped. */
const INTERVAL_MS = 15_000;

/**
 * Measures which history the database is on. Asking begins a new one when the server is another than before, so that a
 * failover is noticed also while nothing is written.
 */
export function startMeasuringTimeline(tools: {
  readonly pool: Queryable;
  readonly metrics: Pick<WriterMetrics, 'timeline'>;
  readonly logger: Logger;
}): PeriodicTask {
  const { pool, metrics, logger } = tools;
  return startPeriodicTask(
    INTERVAL_MS,
    async () => {
      const { rows } = await pool.query<{ timeline: number }>('SELECT current_timeline() AS timeline');
      metrics.timeline.set(rows[0]?.timeline ?? 0);
    },
    (error) => logger.warn({ err: error }, 'the timeline cannot be asked for now'),
  );
}

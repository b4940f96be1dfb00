import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { NOW_US } from '#shared/tenants/tenant-clock.ts';
import type { WriterMetrics } from '../metrics.ts';

/** As often as it is scraped; both tables have a row for each tenant, or for each partition. */
const INTERVAL_MS = 15_000;

/**
 * Measures how far the times that are kept lie ahead of PostgreSQL's clock: the tenants' clocks, and the latest time of
 * each partition. Both stay ahead of a clock that jumped ahead and was set right. The brokers' own clock is measured where
 * their times are read.
 */
export function startMeasuringClocks(tools: {
  readonly pool: Queryable;
  readonly metrics: Pick<WriterMetrics, 'clockAhead'>;
  readonly logger: Logger;
}): PeriodicTask {
  const { pool, metrics, logger } = tools;
  return startPeriodicTask(
    INTERVAL_MS,
    async () => {
      const { rows } = await pool.query<{ tenants_us: number; partitions_us: number }>(
        `SELECT (SELECT coalesce(max(clock_us), 0) FROM tenants) - ${NOW_US} AS tenants_us,
           (SELECT coalesce(max(last_time_us), 0) FROM consumed) - ${NOW_US} AS partitions_us`,
      );
      const [row] = rows;
      metrics.clockAhead.set({ clock: 'tenants' }, secondsAhead(row?.tenants_us ?? 0));
      metrics.clockAhead.set({ clock: 'partitions' }, secondsAhead(row?.partitions_us ?? 0));
    },
    (error) => logger.warn({ err: error }, 'clocks cannot be compared now'),
  );
}

/** Times in the past are no news: most tenants have accepted nothing for hours. */
function secondsAhead(aheadUs: number): number {
  return Math.max(0, aheadUs) / 1e6;
}

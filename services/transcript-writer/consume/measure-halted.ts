import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';

/** As often as it is scraped; the table is empty, or has a handful of rows. */
const INTERVAL_MS = 15_000;

/** Measures which partitions are halted, whoever owns or owned them, so that a restart does not end the alert. */
export function startMeasuringHalted(tools: {
  readonly pool: Queryable;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
}): PeriodicTask {
  const { pool, metrics, logger } = tools;
  return startPeriodicTask(
    INTERVAL_MS,
    async () => {
      const { rows } = await pool.query<{ topic: string; partition: number; reason: string }>(
        'SELECT topic, partition, reason FROM halted_partitions',
      );
      metrics.halted.reset();
      for (const { topic, partition, reason } of rows) {
        metrics.halted.set({ topic, partition: String(partition), reason }, 1);
      }
    },
    (error) => logger.warn({ err: error }, 'halted partitions cannot be measured now'),
  );
}

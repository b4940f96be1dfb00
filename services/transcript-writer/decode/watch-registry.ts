import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { recheckRegistry } from '#shared/kafka/avro/register-schemas.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';

/**
 * How often the registry is compared with what is on record; each time costs it one look-up for each schema on record, of
 * which there are a handful. The later it is noticed, the more producers have registered schemas in the wrong registry.
 */
const INTERVAL_MS = 30_000;

/**
 * Compares the registry with PostgreSQL's record while transcript-writer runs, so that a registry that was emptied is
 * noticed before a restart. Nothing stops meanwhile: messages are read by what is on record first.
 */
export function startWatchingRegistry(tools: {
  readonly codec: AvroCodec;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
}): PeriodicTask {
  const { codec, metrics, logger } = tools;
  return startPeriodicTask(
    INTERVAL_MS,
    () => recheckRegistry(codec, metrics.registryMismatch),
    (error) => logger.warn({ err: error }, 'the schema registry cannot be relied on now'),
  );
}

import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { recheckRegistry } from '#shared/kafka/avro/register-schemas.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { NOW_US } from '#shared/tenants/tenant-clock.ts';
import type { WriterMetrics } from '../metrics.ts';
import { measureLag } from './measure-lag.ts';

/** What measurements read and set. */
export interface MeasurementTools {
  readonly pool: Queryable;
  readonly admin: KafkaAdmin;
  readonly codec: AvroCodec;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
}

/**
 * As often as Prometheus scrapes. Each costs PostgreSQL a query of a few rows, or Kafka two small requests for each
 * topic, or the registry a look-up for each schema on record; the later a wrong registry is noticed, the more producers
 * have registered schemas in it.
 */
const INTERVAL_MS = 15_000;

const MEASUREMENTS: readonly { readonly what: string; measure(tools: MeasurementTools): Promise<void> }[] = [
  { what: 'the outbox', measure: measureOutbox },
  { what: 'halted partitions', measure: measureHalted },
  { what: 'lag', measure: measureLag },
  { what: 'clocks', measure: measureClocks },
  { what: 'the timeline', measure: measureTimeline },
  // A registry that was emptied is noticed before a restart. Nothing stops meanwhile: messages are read by what is on
  // record.
  {
    what: 'the schema registry',
    measure: ({ codec, metrics }) => recheckRegistry(codec, metrics.registryMismatch),
  },
];

/**
 * Measures again and again what no batch shows: what waits, stands still or is wrong, whichever process it concerns.
 */
export function startMeasurements(tools: MeasurementTools): PeriodicTask[] {
  return MEASUREMENTS.map(({ what, measure }) =>
    startPeriodicTask(
      INTERVAL_MS,
      () => measure(tools),
      reportTaskError(tools.logger, `${what} cannot be measured now`),
    ),
  );
}

/**
 * How many batches wait to be mirrored, and for how long. Their number is large whenever much is imported; the age of
 * the oldest is a second or two while every partition's entries move, and grows with a single entry that does not.
 */
async function measureOutbox({ pool, metrics }: MeasurementTools): Promise<void> {
  const { rows } = await pool.query<{ batches: number; oldest: number }>(
    `SELECT count(*) AS batches,
       coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS oldest FROM outbox`,
  );
  metrics.outbox.set(rows[0]?.batches ?? 0);
  metrics.outboxOldest.set(Math.max(0, rows[0]?.oldest ?? 0));
}

/** Which partitions are halted, whichever process owned them, so that a restart does not end the alert. */
async function measureHalted({ pool, metrics }: MeasurementTools): Promise<void> {
  const { rows } = await pool.query<{ topic: string; partition: number; reason: string }>(
    'SELECT topic, partition, reason FROM halted_partitions',
  );
  metrics.halted.reset();
  for (const { topic, partition, reason } of rows)
    metrics.halted.set({ topic, partition: String(partition), reason }, 1);
}

/**
 * How far the stored times lie ahead of PostgreSQL's clock: the tenants' clocks, and the latest time of each partition.
 * Both stay ahead of a clock that jumped ahead and was set right. The brokers' own clock is measured where their times
 * are read.
 */
async function measureClocks({ pool, metrics }: MeasurementTools): Promise<void> {
  const { rows } = await pool.query<{ tenants_us: number; partitions_us: number }>(
    `SELECT (SELECT coalesce(max(clock_us), 0) FROM tenants) - ${NOW_US} AS tenants_us,
       (SELECT coalesce(max(last_time_us), 0) FROM consumer_positions) - ${NOW_US} AS partitions_us`,
  );
  metrics.clockAhead.set({ clock: 'tenants' }, secondsAhead(rows[0]?.tenants_us ?? 0));
  metrics.clockAhead.set({ clock: 'partitions' }, secondsAhead(rows[0]?.partitions_us ?? 0));
}

/** Times in the past are no news: most tenants have accepted nothing for hours. */
function secondsAhead(aheadUs: number): number {
  return Math.max(0, aheadUs) / 1e6;
}

/**
 * Which history the database is on. Asking begins a new one when the server is another than before, so that a failover
 * is noticed also while nothing is written.
 */
async function measureTimeline({ pool, metrics }: MeasurementTools): Promise<void> {
  const { rows } = await pool.query<{ timeline: number }>('SELECT current_timeline() AS timeline');
  metrics.timeline.set(rows[0]?.timeline ?? 0);
}

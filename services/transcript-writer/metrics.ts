import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StuckPartition } from '#shared/kafka/consumer/progress.ts';

/** What an operations team watches of transcript-writer. */
export interface WriterMetrics {
  readonly registry: Registry;
  readonly rows: Counter<'outcome'>;
  readonly batchRows: Histogram;
  readonly batchSeconds: Histogram<'step'>;
  readonly lag: Gauge<'topic' | 'partition'>;
  readonly halted: Gauge<'topic' | 'partition' | 'reason'>;
  readonly stuckSeconds: Gauge<'topic' | 'partition'>;
  readonly outbox: Gauge;
  readonly outboxOldest: Gauge;
  readonly feeds: Gauge;
  readonly feedsRefused: Gauge;
  readonly feedsEnding: Gauge;
  readonly feedsEnded: Counter<'reason'>;
  readonly registryMismatch: Gauge;
  readonly clockAhead: Gauge<'clock'>;
  readonly timeline: Gauge;
}

/** @param stuck the partitions that have something to do and do not succeed, asked whenever metrics are read */
export function createMetrics(stuck: () => readonly StuckPartition[] = () => []): WriterMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    rows: new Counter({
      name: 'lms_writer_rows_total',
      help: 'Rows decided, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    batchRows: new Histogram({
      name: 'lms_writer_batch_rows',
      help: 'Rows in a batch',
      buckets: [1, 10, 100, 500, 1_000, 2_000, 5_000],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'lms_writer_batch_seconds',
      help: 'Time of a batch by step: from decoding to the commit, and publishing it',
      labelNames: ['step'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    lag: new Gauge({
      name: 'lms_writer_lag_messages',
      help: 'Messages between what was consumed of a partition and the end of its log',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    halted: new Gauge({
      name: 'lms_writer_partition_halted',
      help: '1 for each partition that nobody reads until a person has decided, whichever process halted it',
      labelNames: ['topic', 'partition', 'reason'],
      registers,
    }),
    stuckSeconds: new Gauge({
      name: 'lms_writer_partition_stuck_seconds',
      help: 'How long ago a partition of this process last succeeded while it has something to do',
      labelNames: ['topic', 'partition'],
      registers,
      collect() {
        this.reset();
        for (const { topic, partition, seconds } of stuck())
          this.set({ topic, partition: String(partition) }, seconds);
      },
    }),
    outbox: new Gauge({
      name: 'lms_writer_outbox_batches',
      help: 'Committed batches that aggregator has not made durable yet, of all transcript-writers',
      registers,
    }),
    outboxOldest: new Gauge({
      name: 'lms_writer_outbox_oldest_seconds',
      help: 'How long ago the oldest batch was committed that aggregator has not made durable yet; 0 when there is none',
      registers,
    }),
    feeds: new Gauge({ name: 'lms_writer_feeds', help: 'Feed topics being read', registers }),
    feedsRefused: new Gauge({
      name: 'lms_writer_feeds_refused',
      help: 'Feed topics not read because of their settings, or because they belong to no tenant',
      registers,
    }),
    feedsEnding: new Gauge({
      name: 'lms_writer_feeds_ending',
      help: 'Feeds whose end has come while records from before it are still to be read',
      registers,
    }),
    feedsEnded: new Counter({
      name: 'lms_writer_feeds_ended_total',
      help: 'Feeds that were ended, by reason',
      labelNames: ['reason'],
      registers,
    }),
    registryMismatch: new Gauge({
      name: 'lms_writer_registry_mismatch',
      help: '1 while the schema registry does not have what messages on the log were written with',
      registers,
    }),
    clockAhead: new Gauge({
      name: 'lms_writer_clock_ahead_seconds',
      help: 'How far a clock is ahead of PostgreSQL: of the brokers by the last feed batch, and what is kept of times',
      labelNames: ['clock'],
      registers,
    }),
    timeline: new Gauge({
      name: 'lms_writer_database_timeline',
      help: 'The history that the database is on; it grows when PostgreSQL is another server than before, or was restored.',
      registers,
    }),
  };
}

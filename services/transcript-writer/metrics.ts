import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What an operations team watches of transcript-writer. */
export interface WriterMetrics {
  readonly registry: Registry;
  readonly rows: Counter<'outcome'>;
  readonly batchRows: Histogram;
  readonly batchSeconds: Histogram<'step'>;
  readonly lag: Gauge<'topic' | 'partition'>;
  readonly stopped: Gauge<'topic' | 'partition'>;
  readonly outbox: Gauge;
  readonly feeds: Gauge;
  readonly feedsRefused: Gauge;
  readonly feedsEnding: Gauge;
  readonly feedsEnded: Counter<'reason'>;
  readonly registryMismatch: Gauge;
  readonly clockAhead: Gauge<'clock'>;
}

export function createMetrics(): WriterMetrics {
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
      help: 'Time of a batch by step: from decoding to the commit, and telling it',
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
    stopped: new Gauge({
      name: 'lms_writer_partition_stopped',
      help: '1 when a partition was stopped because its consumed offset is not in the log',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    outbox: new Gauge({
      name: 'lms_writer_outbox_batches',
      help: 'Committed batches that nobody has told to Kafka yet, of all transcript-writers',
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
  };
}

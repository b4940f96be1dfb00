import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What an operations team watches of transcript-writer. */
export interface WriterMetrics {
  readonly registry: Registry;
  readonly rows: Counter<'outcome'>;
  readonly batchRows: Histogram;
  readonly batchSeconds: Histogram;
  readonly lag: Gauge<'topic' | 'partition'>;
  readonly stopped: Gauge<'topic' | 'partition'>;
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
      help: 'Time from decoding a batch to having told it',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    lag: new Gauge({
      name: 'lms_writer_lag_messages',
      help: 'Messages of a partition not yet consumed, as of its last fetch',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    stopped: new Gauge({
      name: 'lms_writer_partition_stopped',
      help: '1 when a partition was stopped because its consumed offset is not in the log',
      labelNames: ['topic', 'partition'],
      registers,
    }),
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { createMirrorMetrics } from './mirror/mirror-metrics.ts';

export type FlushStep = 'clickhouse' | 'postgres';

/**
 * How an attempt at an error file ended: `lost` when another aggregator finished the import first, `unneeded` when a
 * check run had no failures.
 */
export type ErrorFileOutcome = 'stored' | 'lost' | 'unneeded' | 'interrupted' | 'failed';

/**
 * Why a batch was taken from the outbox: `gap` and `stalled` when messages were lost or cannot be decoded, `errors`
 * when its error messages had not come yet, `handover` when another process had taken its first parts.
 */
export type OutboxReason = 'gap' | 'stalled' | 'errors' | 'handover';

export type Metrics = ReturnType<typeof createMetrics>;

/** The service's metrics, with those of the process (event loop, memory). */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const flushSeconds = new Histogram({
    name: 'lms_aggregator_flush_seconds',
    help: 'Time of a flush by step, retries included.',
    labelNames: ['step'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    registry,
    flushRows: new Histogram({
      name: 'lms_aggregator_flush_rows',
      help: 'Rows of a flush.',
      buckets: [1, 10, 100, 1_000, 5_000, 10_000, 20_000, 40_000, 80_000],
      registers,
    }),
    retries: new Counter({
      name: 'lms_aggregator_retries_total',
      help: 'Attempts of a flush or a registry call that failed and were made again.',
      labelNames: ['step'],
      registers,
    }),
    ...consumeMetrics(registers),
    deliveries: new Counter({
      name: 'lms_aggregator_delivery_attempts_total',
      help: 'Attempts to tell somebody of an event, by channel and how they ended.',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    /** Each row counts once, when its import first shows it, however often it is published. */
    rows: new Counter({
      name: 'lms_aggregator_rows_total',
      help: 'Rows whose outcome was first shown, by outcome and the tier of their tenant.',
      labelNames: ['outcome', 'tier'],
      registers,
    }),
    importSeconds: new Histogram({
      name: 'lms_aggregator_import_seconds',
      help: 'Time from accepting a file to its import being finished, by status and size (small: up to 1,000 rows, large: from 50,000).',
      labelNames: ['status', 'size'],
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3_600],
      registers,
    }),
    oldestUnmoved: new Gauge({
      name: 'lms_aggregator_oldest_unmoved_import_seconds',
      help: 'How long ago the running import of a file that has stood still longest last moved; 0 when none runs.',
      registers,
    }),
    runningImports: new Gauge({
      name: 'lms_aggregator_running_imports',
      help: 'Imports in progress, of all tenants.',
      registers,
    }),
    importsFinished: new Counter({
      name: 'lms_aggregator_imports_finished_total',
      help: 'Imports that this process finished, by status.',
      labelNames: ['status'],
      registers,
    }),
    errorFilesRunning: new Gauge({
      name: 'lms_aggregator_error_files_running',
      help: 'Error files being written.',
      registers,
    }),
    errorFiles: new Counter({
      name: 'lms_aggregator_error_files_total',
      help: 'Error files by how writing them ended.',
      labelNames: ['outcome'],
      registers,
    }),
    ...createMirrorMetrics(registers),
    async timeFlush<Result>(step: FlushStep, work: () => Promise<Result>): Promise<Result> {
      const end = flushSeconds.startTimer({ step });
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}

/** What comes from the topics, and what has to be taken from the outbox instead. */
function consumeMetrics(registers: Registry[]) {
  return {
    lag: new Gauge({
      name: 'lms_aggregator_consumer_lag_messages',
      help: 'Messages of a partition not yet consumed, as of its last batch.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    lostOffsets: new Counter({
      name: 'lms_aggregator_lost_offsets_total',
      help: 'Times that the group’s offset was not in a partition’s log, which was read from its start then.',
      labelNames: ['topic'],
      registers,
    }),
    undecodable: new Counter({
      name: 'lms_aggregator_undecodable_messages_total',
      help: 'Messages that cannot be decoded; what they belonged to is taken from the outbox.',
      labelNames: ['topic'],
      registers,
    }),
    outboxBatches: new Counter({
      name: 'lms_aggregator_outbox_batches_total',
      help: 'Batches taken from the outbox because messages of theirs did not come, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    ignoredMessages: new Counter({
      name: 'lms_aggregator_ignored_messages_total',
      help: 'Messages ignored because their batch was made durable before, or is of another history of the database.',
      labelNames: ['reason'],
      registers,
    }),
    haltedSources: new Counter({
      name: 'lms_aggregator_halted_sources_total',
      help: 'Source partitions halted because a batch is neither in the log nor in the outbox, or cannot be decoded.',
      labelNames: ['reason'],
      registers,
    }),
    orphanErrors: new Counter({
      name: 'lms_aggregator_orphan_errors_total',
      help: 'Failed records that belong to no import.',
      registers,
    }),
  };
}

import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { AGGREGATOR_GROUP, TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import { createConsumeLoop } from '#shared/kafka/consumer/consume-loop.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { Outages } from '#shared/runtime/outages.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Tracing } from '#shared/runtime/tracing.ts';
import type { Config } from '../config.ts';
import { noArrivals } from '../flush/arrivals.ts';
import { flush } from '../flush/flush.ts';
import { Flusher } from '../flush/flusher.ts';
import { numberedCounts } from '../flush/published-batch.ts';
import { RemainingRows } from '../flush/remaining-rows.ts';
import type { Metrics } from '../metrics.ts';
import { DeletedPeopleFilter } from '../mirror/deleted-people.ts';
import { createBatchHandler } from './handle-batch.ts';
import { readStalledSources } from './outbox-entries.ts';
import { SourcePartitions } from './source-partitions.ts';

/** Rows that are worth a flush at once: every insert costs ClickHouse what thousands of its rows do. */
const FLUSH_ROWS = 50_000;

/** Rows of a flush at most: two seconds' work, after an outage when far more wait. */
const MAX_FLUSH_ROWS = 100_000;

/** How long fewer rows wait: people watch the counts, and small imports are to end soon. */
const FLUSH_INTERVAL_MS = 250;

/** While an import of many rows runs alone; its counts should still move every second. */
const BUSY_INTERVAL_MS = 1_000;

/**
 * How long after an import's first or last rows others are expected. A partition gives what comes next only once what
 * it gave is stored, so that small imports beside a large one would wait for the long interval.
 */
const CALM_MS = 5_000;

/** More than small imports make in an interval, less than any large one does. */
const MANY_ROWS = 3_000;

/**
 * What one fetch brings of a partition: several messages of 500 records; the broker sends a larger one only by itself.
 */
const MAX_BYTES_PER_PARTITION = 2 * 1024 * 1024;

/** Of all partitions together: a flush wants as much as there is, and records stay the bytes they came as. */
const MAX_BYTES = 5 * MAX_BYTES_PER_PARTITION;

/** More than the partitions of both topics: one that waited for another's flush would miss it. */
const CONCURRENCY = 64;

/**
 * How long batches wait for their messages before they are taken from the outbox. Kafka loses the end of a log when too
 * many replicas fail at once, and nothing comes after it that would show the gap. Shorter would take from the outbox
 * what is only late, as after a restart of aggregator, which is harmless and done twice.
 */
const STALLED_SECONDS = 30;

export interface Consumption {
  start(): Promise<void>;
  /** Waits for the flush in hand, commits what it made durable and leaves the group. */
  stop(): Promise<void>;
  /** Makes durable what waits in the outbox of source partitions whose messages do not come. */
  takeStalled(): Promise<void>;
  /** Whether the group has taken this process in. */
  isConsuming(): boolean;
  /** @throws LmsError `unavailable` when a batch hangs, or the member stays out of its group, for long */
  checkAlive(): void;
  readonly failed: Promise<Error>;
}

/** Consumes what transcript-writer publishes. */
export function createConsumption(
  config: Config,
  resources: {
    pool: Pool;
    clickhouse: ClickHouseClient;
    codec: AvroCodec;
    logger: Logger;
    metrics: Metrics;
    tracing: Tracing;
    outages: Outages;
  },
  onStored: (importIds: readonly string[]) => void,
): Consumption {
  const { logger, metrics, tracing } = resources;
  const stopping = new AbortController();
  const { signal } = stopping;
  const remaining = new RemainingRows();
  const deletedPeople = new DeletedPeopleFilter(resources);
  const sources = new SourcePartitions(resources);
  const mirroring = resources.outages.step('clickhouse');
  const flusher = new Flusher({
    maxRows: FLUSH_ROWS,
    maxFlushRows: MAX_FLUSH_ROWS,
    intervalMs: FLUSH_INTERVAL_MS,
    busyIntervalMs: BUSY_INTERVAL_MS,
    calmMs: CALM_MS,
    manyRows: MANY_ROWS,
    isUrgent: ({ changes }) => remaining.take(changes.flatMap(numberedCounts)),
    flush: (arrivals) =>
      flush(arrivals, { ...resources, deletedPeople, mirroring, remaining, sources, signal, onStored }),
  });
  let consuming = false;
  const loop = createConsumeLoop({
    settings: config,
    clientId: 'aggregator',
    groupId: AGGREGATOR_GROUP,
    topics: [TRANSCRIPT_CHANGES, TRAINING_RECORD_ERRORS],
    concurrency: CONCURRENCY,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    maxBytes: MAX_BYTES,
    logger,
    probe: async () => {
      await resources.pool.query('SELECT 1');
    },
    onLostOffset: (lost) => {
      metrics.lostOffsets.inc({ topic: lost.topic });
      logger.error(lost, 'the group’s offset is not in the log: reading it from its start');
    },
    handle: createBatchHandler({ codec: resources.codec, flusher, logger, metrics, tracing }),
    onAssigned: () => {
      consuming = true;
      // What moved to another member is not ours to report any more.
      metrics.lag.reset();
    },
  });
  return {
    failed: loop.failed,
    isConsuming: () => consuming,
    checkAlive: () => loop.checkAlive(),
    async takeStalled() {
      const stalled = await readStalledSources(resources.pool, STALLED_SECONDS);
      if (stalled.length > 0) await flusher.add({ ...noArrivals(), stalled });
    },
    start: () =>
      retry(() => loop.start(), {
        onRetry: (error, attempt) =>
          logger.warn({ err: error, attempt }, 'Kafka is unavailable, trying again'),
        signal,
      }),
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}

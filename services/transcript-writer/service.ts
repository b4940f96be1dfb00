import { LmsError, toError } from '#shared/errors.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro-codec.ts';
import { createKafka, type Kafka } from '#shared/kafka/client.ts';
import { type ConsumeLoopOptions, createConsumeLoop } from '#shared/kafka/consume-loop.ts';
import { createProducer } from '#shared/kafka/producer.ts';
import { TRAINING_RECORDS } from '#shared/kafka/topics.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger, type Logger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import type { Config } from './config.ts';
import { createFeedLoop } from './feed-loop.ts';
import { FeedIntake } from './intake/feed-intake.ts';
import { RowIntake } from './intake/row-intake.ts';
import { createLogBounds } from './log-bounds.ts';
import { createMetrics, type WriterMetrics } from './metrics.ts';
import { createWriters, type PartitionWriters } from './partition-writers.ts';
import { PeopleDirectory } from './people/people-directory.ts';

/** What a fetch brings of a partition: a batch's worth, so that most fetches are one transaction. */
const FETCH_BYTES = 700_000;

/** Feeds written at once, beside files: enough to keep up, few enough that files keep most of the database. */
const FEED_CONCURRENCY = 2;

/**
 * Builds transcript-writer: the only place that decides whether a record is valid and what it matches. Nothing is
 * opened before `start`.
 */
export function createService(config: Config): Service {
  const metrics = createMetrics();
  const logger = createLogger('transcript-writer', config.LOG_LEVEL, countErrors(metrics.registry, 'writer'));
  const kafka = createKafka(config, 'transcript-writer', logger);
  const admin = kafka.admin();
  const producer = createProducer(kafka, logger);
  const codec = new AvroCodec(config.REGISTRY_URL);
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'transcript-writer',
    // One for each transaction at work, two for reading what is outside of them.
    max: config.WRITER_CONCURRENCY + FEED_CONCURRENCY + 2,
    onError: (error) => logger.warn({ err: error }, 'idle PostgreSQL connection lost'),
  });
  const stopping = new AbortController();
  const { failed, fail } = failure();
  const shared = {
    pool,
    codec,
    people: new PeopleDirectory(),
    producer,
    bounds: createLogBounds(admin),
    logger,
    metrics,
  };
  const loop = (intake: RowIntake | FeedIntake) =>
    loopOptions({
      kafka,
      writers: createWriters({ ...shared, intake }),
      metrics,
      logger,
      fail,
      stopping: stopping.signal,
    });
  const files = createConsumeLoop({
    ...loop(new RowIntake(codec)),
    groupId: 'transcript-writer',
    topics: [TRAINING_RECORDS],
    concurrency: config.WRITER_CONCURRENCY,
  });
  // Feeds are strangers: a group of their own, so that a bad client delays no file.
  const feeds = createFeedLoop({
    ...loop(new FeedIntake(codec)),
    groupId: 'transcript-writer-feeds',
    concurrency: FEED_CONCURRENCY,
    admin,
  });
  for (const one of [files, feeds]) void one.failed.then(fail);

  let consuming = false;
  const http = createHttpServer({
    port: config.PORT,
    logger,
    metrics: metrics.registry,
    checkReady: async () => {
      if (!consuming) throw new LmsError('unavailable', 'not consuming yet', { retryable: true });
      await pool.query('SELECT 1');
    },
  });
  return {
    logger,
    failed,
    async start() {
      const port = await http.start();
      await retry(() => codec.register(['RecordError', 'TranscriptChange']), {
        isRetryable: (error) => error instanceof LmsError && error.retryable,
        onRetry: (error) => logger.warn({ err: error }, 'registry not available, trying again'),
        signal: stopping.signal,
      });
      await admin.connect();
      await producer.connect();
      await Promise.all([files.start(), feeds.start()]);
      consuming = true;
      logger.info({ port }, 'started');
    },
    async stop() {
      http.drain();
      stopping.abort();
      await Promise.all([files.stop(), feeds.stop()]);
      await Promise.all([producer.disconnect(), admin.disconnect()]);
      await pool.end();
      await http.stop(1_000);
    },
  };
}

/** A promise of the first error that ends the service, and how to settle it. */
function failure(): { failed: Promise<Error>; fail: (error: Error) => void } {
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  return { failed, fail };
}

/** What the loops for files and for feeds have in common. */
function loopOptions(parts: {
  kafka: Kafka;
  writers: PartitionWriters;
  metrics: WriterMetrics;
  logger: Logger;
  fail: (error: Error) => void;
  stopping: AbortSignal;
}): Pick<ConsumeLoopOptions, 'kafka' | 'logger' | 'maxBytesPerPartition' | 'handle' | 'onAssigned'> {
  const { kafka, writers, metrics, logger, fail, stopping } = parts;
  return {
    kafka,
    logger,
    maxBytesPerPartition: FETCH_BYTES,
    handle: async (batch, signal) => {
      const next = await writers.of(batch).handle(batch, signal);
      const read = next === 'stop' ? batch.fetchedOffset : next;
      metrics.lag.set({ topic: batch.topic, partition: String(batch.partition) }, batch.highWatermark - read);
      return next;
    },
    onAssigned: (partitions) => {
      for (const assigned of partitions) {
        writers
          .of(assigned)
          .assigned(stopping)
          .catch((error: unknown) => fail(toError(error)));
      }
    },
  };
}

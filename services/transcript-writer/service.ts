import { LmsError, toError } from '#shared/errors.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro-codec.ts';
import { createKafka } from '#shared/kafka/client.ts';
import { createConsumeLoop } from '#shared/kafka/consume-loop.ts';
import { createProducer } from '#shared/kafka/producer.ts';
import { TRAINING_RECORDS } from '#shared/kafka/topics.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import type { Config } from './config.ts';
import { ImportDirectory } from './intake/import-directory.ts';
import { MessageReader } from './intake/read-messages.ts';
import { createLogBounds } from './log-bounds.ts';
import { createMetrics } from './metrics.ts';
import { createWriters } from './partition-writers.ts';
import { PeopleDirectory } from './people/people-directory.ts';

const GROUP = 'transcript-writer';

/** What a fetch brings of a partition: a batch's worth, so that most fetches are one transaction. */
const FETCH_BYTES = 700_000;

/**
 * Builds transcript-writer: the only place that decides whether a record is valid and what it matches. Nothing is
 * opened before `start`.
 */
export function createService(config: Config): Service {
  const logger = createLogger('transcript-writer', config.LOG_LEVEL);
  const metrics = createMetrics();
  const kafka = createKafka(config, 'transcript-writer', logger);
  const admin = kafka.admin();
  const producer = createProducer(kafka, logger);
  const codec = new AvroCodec(config.REGISTRY_URL);
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'transcript-writer',
    // One for each transaction at work, two for reading what is outside of them.
    max: config.WRITER_CONCURRENCY + 2,
    onError: (error) => logger.warn({ err: error }, 'idle PostgreSQL connection lost'),
  });
  const stopping = new AbortController();
  const writers = createWriters({
    pool,
    codec,
    people: new PeopleDirectory(),
    reader: new MessageReader(codec, new ImportDirectory()),
    producer,
    bounds: createLogBounds(admin),
    logger,
    metrics,
  });

  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const loop = createConsumeLoop({
    kafka,
    groupId: GROUP,
    topics: [TRAINING_RECORDS],
    concurrency: config.WRITER_CONCURRENCY,
    maxBytesPerPartition: FETCH_BYTES,
    logger,
    handle: async (batch, signal) => {
      const next = await writers.of(batch).handle(batch, signal);
      const read = next === 'stop' ? batch.fetchedOffset : next;
      metrics.lag.set({ topic: batch.topic, partition: String(batch.partition) }, batch.highWatermark - read);
      return next;
    },
    onAssigned: (partitions) => {
      for (const assigned of partitions)
        writers
          .of(assigned)
          .assigned(stopping.signal)
          .catch((error: unknown) => fail(toError(error)));
    },
  });
  void loop.failed.then(fail);

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
      await loop.start();
      consuming = true;
      logger.info({ port }, 'started');
    },
    async stop() {
      http.drain();
      stopping.abort();
      await loop.stop();
      await Promise.all([producer.disconnect(), admin.disconnect()]);
      await pool.end();
      await http.stop(1_000);
    },
  };
}

import type { Express } from 'express';
import { createAuthenticator, requireAdmin } from '#shared/auth/authenticate.ts';
import { LmsError, toError } from '#shared/errors.ts';
import { createHttpServer, methodNotAllowed } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro-codec.ts';
import { createKafka, isRetryableKafkaError } from '#shared/kafka/client.ts';
import { createProducer } from '#shared/kafka/producer.ts';
import { TRAINING_RECORDS } from '#shared/kafka/topics.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { PeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import type { Config } from './config.ts';
import { createMetrics } from './metrics.ts';
import { Production } from './production/production.ts';
import { PRODUCED_RECORDS } from './production/row-messages.ts';
import { ProductionWindow } from './production/window.ts';
import { startRetention } from './retention.ts';
import { TopicPartitions } from './upload/topic-partitions.ts';
import { createUploadHandler } from './upload/upload.ts';
import { SLOT_LIMITS, UploadSlots } from './upload/upload-slots.ts';

/** An upload takes two short transactions, so a few connections serve many. */
const UPLOAD_CONNECTIONS = 10;

/** One statement for each chunk of rows; running imports wait for each other rather than crowd PostgreSQL. */
const PRODUCER_CONNECTIONS = 6;

/** What a stop leaves to the uploads in hand, beside the production that stops at the same time. */
const HTTP_STOP_MS = 6_000;

/** Builds the ingest service: uploads over HTTP, and the production of their rows. Nothing is opened before `start`. */
export function createService(config: Config): Service {
  const metrics = createMetrics();
  const logger = createLogger('ingest', config.LOG_LEVEL, countErrors(metrics.registry, 'ingest'));
  const stopping = new AbortController();
  const failed = Promise.withResolvers<Error>();
  const onPoolError = (error: Error) => logger.warn({ err: error }, 'connection to PostgreSQL lost');
  const uploadPool = createPool(config.POSTGRES_URL, {
    applicationName: 'ingest',
    max: UPLOAD_CONNECTIONS,
    onError: onPoolError,
  });
  const producerPool = createPool(config.POSTGRES_PRODUCER_URL, {
    applicationName: 'ingest-producer',
    max: PRODUCER_CONNECTIONS,
    onError: onPoolError,
  });
  const store = createObjectStore(config);
  const kafka = createKafka(config, 'ingest', logger);
  const producer = createProducer(kafka, logger);
  const codec = new AvroCodec(config.REGISTRY_URL);
  const window = new ProductionWindow(producerPool, config.IN_FLIGHT_ROWS, logger);
  const production = new Production(
    { client: producerPool, store, codec, producer, window, metrics, logger },
    config.IN_FLIGHT_ROWS,
  );
  const partitions = new TopicPartitions(kafka, TRAINING_RECORDS);
  const upload = createUploadHandler({
    pool: uploadPool,
    store,
    partitions,
    slots: new UploadSlots(SLOT_LIMITS),
    metrics,
    logger,
    stopping: stopping.signal,
    onAccepted: () => production.wake(),
  });

  let registered = false;
  const http = createHttpServer({
    port: config.PORT,
    logger,
    metrics: metrics.registry,
    checkReady: async () => {
      if (!registered)
        throw new LmsError('unavailable', 'Schemas are not registered yet', { retryable: true });
      await Promise.all([uploadPool.query('SELECT'), store.check()]);
    },
    routes: (app: Express) => {
      app
        .route('/api/imports')
        .post(createAuthenticator(config), requireAdmin, upload)
        .all(methodNotAllowed('POST'));
    },
  });

  /** Production begins once its servers answer; files are accepted before that. */
  async function startProduction(): Promise<void> {
    const onRetry = (error: unknown) =>
      logger.warn({ err: toError(error) }, 'production waits for its servers');
    const { signal } = stopping;
    await retry(() => codec.register(PRODUCED_RECORDS), {
      isRetryable: (error) => error instanceof LmsError && error.retryable,
      onRetry,
      signal,
    });
    registered = true;
    await retry(() => producer.connect(), { isRetryable: isRetryableKafkaError, onRetry, signal });
    if (!signal.aborted) production.start();
  }

  let tasks: PeriodicTask[] = [];
  let starting: Promise<void> | undefined;
  return {
    logger,
    failed: failed.promise,
    async start() {
      const port = await http.start();
      logger.info({ port }, 'listening');
      tasks = [partitions.startRefreshing(logger), startRetention(producerPool, store, logger)];
      starting = startProduction().catch((error: unknown) => {
        if (!stopping.signal.aborted) failed.resolve(toError(error));
      });
    },
    async stop() {
      http.drain();
      stopping.abort();
      await starting;
      await Promise.all([http.stop(HTTP_STOP_MS), production.stop(), ...tasks.map((task) => task.stop())]);
      await producer.disconnect();
      await Promise.all([uploadPool.end(), producerPool.end()]);
    },
  };
}

import { LmsError } from '#shared/errors.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { registerSchemas } from '#shared/kafka/avro/register-schemas.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createClient } from '#shared/kafka/client/client.ts';
import { checkDurability } from '#shared/kafka/client/durability.ts';
import { TRAINING_RECORD_ERRORS, TRAINING_RECORDS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import {
  type ConsumeLoop,
  type ConsumeLoopOptions,
  createConsumeLoop,
} from '#shared/kafka/consumer/consume-loop.ts';
import type { StuckPartition } from '#shared/kafka/consumer/progress.ts';
import { createProducer } from '#shared/kafka/producer/producer.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { PeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import type { Config } from './config.ts';
import { createLogBounds } from './consume/log-bounds.ts';
import { startMeasurements } from './consume/measurements.ts';
import { createWriters, type PartitionWriters } from './consume/partition-writers.ts';
import { FeedRecordDecoder } from './decode/decode-feed-records.ts';
import { ImportRowDecoder } from './decode/decode-import-rows.ts';
import { startFeedEnds } from './feeds/feed-ends.ts';
import { createFeedLoop } from './feeds/feed-loop.ts';
import { createMetrics, type WriterMetrics } from './metrics.ts';
import { PeopleDirectory } from './people/people-directory.ts';
import { MirrorBacklog } from './publish/mirror-backlog.ts';
import { createOutboxPublisher } from './publish/publish-outbox.ts';

/**
 * What a fetch brings of a partition: a batch's worth, so that most fetches are one transaction, and some more, since a
 * record batch that does not fit comes cut off and cannot be used. Less makes smaller transactions of what waits.
 */
const FETCH_BYTES = 1_000_000;

/** Feeds written at once, beside files: enough to keep up, few enough that files keep most of the database. */
const FEED_CONCURRENCY = 2;

/** Answers still being sent when the service stops get this long; it leaves most of the stop to the work in hand. */
const HTTP_STOP_MS = 1_000;

/**
 * Builds transcript-writer: the only place that decides whether a record is valid and what it matches. Nothing is
 * opened before `start`.
 */
export function createService(config: Config): Service {
  const resources = createResources(config, () => loops.flatMap((loop) => loop.stuck()));
  const { logger, tracing, admin, producer, codec, metrics } = resources;
  const failure = Promise.withResolvers<Error>();
  const fail = failure.resolve;
  const stopping = new AbortController();
  const loops: readonly ConsumeLoop[] = createLoops(config, resources);
  for (const loop of loops) void loop.failed.then(fail);
  let tasks: PeriodicTask[] = [];
  let consuming = false;
  const http = createHttp(config, resources, { loops, isConsuming: () => consuming });
  const retryUntilAvailable = (call: () => Promise<void>): Promise<void> =>
    retry(call, {
      onRetry: (error) =>
        logger.warn({ err: error }, 'a server is unavailable or not as it must be, trying again'),
      signal: stopping.signal,
    });
  return {
    logger,
    failed: failure.promise,
    async start() {
      await tracing.start();
      const port = await http.start();
      logger.info({ port }, 'listening');
      await retryUntilAvailable(() =>
        checkDurability(admin, [TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES], config),
      );
      await retryUntilAvailable(() =>
        registerSchemas(codec, ['RecordError', 'TranscriptChange'], metrics.registryMismatch),
      );
      await producer.connect();
      await Promise.all(loops.map((loop) => retryUntilAvailable(() => loop.start())));
      tasks = [
        ...startMeasurements(resources),
        startFeedEnds({ ...resources, quietMinutes: config.FEED_QUIET_MINUTES, fail }),
      ];
      consuming = true;
      logger.info('consuming');
    },
    async stop() {
      http.drain();
      stopping.abort();
      await Promise.all([...loops.map((loop) => loop.stop()), ...tasks.map((task) => task.stop())]);
      await close(resources);
      await http.stop(HTTP_STOP_MS);
    },
  };
}

type Resources = ReturnType<typeof createResources>;

/**
 * Clients of all servers; each connects when it is first used.
 *
 * @param stuck the partitions that have something to do and do not succeed
 */
function createResources(config: Config, stuck: () => readonly StuckPartition[]) {
  const metrics: WriterMetrics = createMetrics(stuck);
  const logger = createLogger('transcript-writer', config.LOG_LEVEL, countErrors(metrics.registry, 'writer'));
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'transcript-writer',
    // One for each transaction in progress, one for ending feeds, two for reading outside of them.
    max: config.WRITER_CONCURRENCY + FEED_CONCURRENCY + 3,
    onError: (error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost'),
  });
  return {
    logger,
    metrics,
    tracing: createTracing('transcript-writer', config.OTEL_EXPORTER_OTLP_ENDPOINT),
    pool,
    admin: createKafkaAdmin(config, 'transcript-writer', logger),
    // Of its own: the admin's client does not tolerate partitions that have no leader.
    logClient: createClient(config, 'transcript-writer', logger),
    producer: createProducer(config, 'transcript-writer', logger),
    codec: new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(pool)),
  };
}

async function close({ producer, admin, logClient, pool, tracing }: Resources): Promise<void> {
  await Promise.all([producer.disconnect(), admin.close(), logClient.close()]);
  await Promise.all([pool.end(), tracing.stop()]);
}

function createHttp(
  config: Config,
  { pool, logger, metrics }: Resources,
  parts: { readonly loops: readonly ConsumeLoop[]; isConsuming(): boolean },
) {
  return createHttpServer({
    port: config.PORT,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger,
    metrics: metrics.registry,
    checkAlive: () => {
      for (const loop of parts.loops) loop.checkAlive();
    },
    checkReady: async () => {
      if (!parts.isConsuming()) throw new LmsError('unavailable', 'not consuming yet', { retryable: true });
      await pool.query('SELECT 1');
    },
  });
}

/**
 * The loops for files and for feeds: feeds are strangers, a group of their own, so that a bad client delays no file.
 */
function createLoops(config: Config, resources: Resources): ConsumeLoop[] {
  const { admin, logClient, pool, codec, producer, logger, metrics, tracing } = resources;
  const backlog = new MirrorBacklog(pool);
  const tools = {
    pool,
    codec,
    people: new PeopleDirectory(),
    backlog,
    publisher: createOutboxPublisher({
      pool,
      producer,
      backlog,
      countPartitions: (topic) => admin.countPartitions(topic),
    }),
    bounds: createLogBounds(logClient, admin),
    logger,
    metrics,
    tracing,
  };
  const rowOptions = loopOptions(
    config,
    resources,
    createWriters({ ...tools, decoder: new ImportRowDecoder(codec) }),
  );
  // Members of one group, each with one batch at a time: a consumer fetches again only when all that its last fetch
  // brought is done, so that one with several partitions at once would wait for the slowest of them.
  const files = Array.from({ length: config.WRITER_CONCURRENCY }, () =>
    createConsumeLoop({
      ...rowOptions,
      groupId: 'transcript-writer',
      topics: [TRAINING_RECORDS],
      concurrency: 1,
      maxBytes: FETCH_BYTES,
    }),
  );
  const feeds = createFeedLoop({
    ...loopOptions(
      config,
      resources,
      createWriters({ ...tools, decoder: new FeedRecordDecoder(codec, metrics.clockAhead) }),
    ),
    groupId: 'transcript-writer-feeds',
    concurrency: FEED_CONCURRENCY,
    maxBytes: FEED_CONCURRENCY * FETCH_BYTES,
    admin,
    pool,
    metrics,
  });
  return [...files, feeds];
}

/** What the two loops have in common. */
function loopOptions(
  config: Config,
  { metrics, logger, pool }: Resources,
  writers: PartitionWriters,
): Omit<ConsumeLoopOptions, 'groupId' | 'topics' | 'concurrency' | 'maxBytes'> {
  return {
    settings: config,
    clientId: 'transcript-writer',
    logger,
    maxBytesPerPartition: FETCH_BYTES,
    probe: async () => {
      await pool.query('SELECT 1');
    },
    findPosition: (request, signal) => writers.of(request).findPosition(request, signal),
    handle: async (batch, signal) => {
      const next = await writers.of(batch).handle(batch, signal);
      const read = next === 'halted' ? batch.fetchedOffset : next;
      metrics.lag.set({ topic: batch.topic, partition: String(batch.partition) }, batch.highWatermark - read);
      return next;
    },
  };
}

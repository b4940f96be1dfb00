import type { Base } from '@platformatic/kafka';
import { isRetryableLmsError, LmsError } from '#shared/errors.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { registerSchemas } from '#shared/kafka/avro/register-schemas.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createKafkaAdmin, type KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createClient } from '#shared/kafka/client/client.ts';
import { checkDurability } from '#shared/kafka/client/durability.ts';
import { TRAINING_RECORD_ERRORS, TRAINING_RECORDS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import {
  type ConsumeLoop,
  type ConsumeLoopOptions,
  createConsumeLoop,
} from '#shared/kafka/consumer/consume-loop.ts';
import { createProducer, type MessageProducer } from '#shared/kafka/producer/producer.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger, type Logger } from '#shared/runtime/logging.ts';
import type { PeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing, type Tracing } from '#shared/runtime/tracing.ts';
import type { Config } from './config.ts';
import { createLogBounds } from './consume/log-bounds.ts';
import { startMeasuringHalted } from './consume/measure-halted.ts';
import { startMeasuringLag } from './consume/measure-lag.ts';
import { createWriters, type PartitionWriters } from './consume/partition-writers.ts';
import { FeedIntake } from './decode/decode-feed-records.ts';
import { RowIntake } from './decode/decode-import-rows.ts';
import { startWatchingRegistry } from './decode/watch-registry.ts';
import { startFeedEnds } from './feeds/feed-ends.ts';
import { createFeedLoop } from './feeds/feed-loop.ts';
import { isRetryable } from './is-retryable.ts';
import { createMetrics, type WriterMetrics } from './metrics.ts';
import { PeopleDirectory } from './people/people-directory.ts';
import { startMeasuringOutbox } from './publish/measure-outbox.ts';
import { MirrorBacklog } from './publish/mirror-backlog.ts';
import { createOutboxPublisher } from './publish/publish-outbox.ts';
import { startMeasuringClocks } from './write/measure-clocks.ts';
import { startMeasuringTimeline } from './write/measure-timeline.ts';

/**
 * What a fetch brings of a partition: a batch's worth, so that most fetches are one transaction, and some more, since a
 * record batch that does not fit comes cut off and cannot be used. Less makes smaller transactions of what waits.
 */
const FETCH_BYTES = 1_000_000;

/** Feeds written at once, beside files: enough to keep up, few enough that files keep most of the database. */
const FEED_CONCURRENCY = 2;

/**
 * Builds transcript-writer: the only place that decides whether a record is valid and what it matches. Nothing is
 * opened before `start`.
 */
export function createService(config: Config): Service {
  const metrics: WriterMetrics = createMetrics(() => loops.flatMap((loop) => loop.stuck()));
  const logger = createLogger('transcript-writer', config.LOG_LEVEL, countErrors(metrics.registry, 'writer'));
  const tracing = createTracing('transcript-writer', config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const admin = createKafkaAdmin(config, 'transcript-writer', logger);
  // Of its own: the admin's client does not bear with partitions that have no leader.
  const logClient = createClient(config, 'transcript-writer', logger);
  const producer = createProducer(config, 'transcript-writer', logger);
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'transcript-writer',
    // One for each transaction at work, one for ending feeds, two for reading what is outside of them.
    max: config.WRITER_CONCURRENCY + FEED_CONCURRENCY + 3,
    onError: (error) => logger.warn({ err: error }, 'idle PostgreSQL connection lost'),
  });
  const codec = new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(pool));
  const stopping = new AbortController();
  const { promise: failed, resolve: fail } = Promise.withResolvers<Error>();
  const resources = { admin, logClient, producer, codec, pool, logger, metrics, tracing };
  const loops: readonly ConsumeLoop[] = createLoops(config, { ...resources, fail });

  let tasks: PeriodicTask[] = [];
  let consuming = false;
  const http = createHttpServer({
    port: config.PORT,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger,
    metrics: metrics.registry,
    checkAlive: () => {
      for (const loop of loops) loop.checkAlive();
    },
    checkReady: async () => {
      if (!consuming) throw new LmsError('unavailable', 'not consuming yet', { retryable: true });
      await pool.query('SELECT 1');
    },
  });
  return {
    logger,
    failed,
    async start() {
      await tracing.start();
      const port = await http.start();
      const untilThere = (call: () => Promise<void>): Promise<void> =>
        retry(call, {
          isRetryable: isRetryableLmsError,
          onRetry: (error) =>
            logger.warn({ err: error }, 'a server is not there or not as it must be, trying again'),
          signal: stopping.signal,
        });
      await untilThere(() => checkDurability(admin, [TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES], config));
      await untilThere(() =>
        registerSchemas(codec, ['RecordError', 'TranscriptChange'], metrics.registryMismatch),
      );
      await producer.connect();
      await Promise.all(loops.map((loop) => untilThere(() => loop.start())));
      tasks = [
        startFeedEnds({ ...resources, quietMinutes: config.FEED_QUIET_MINUTES, fail }),
        startMeasuringOutbox(resources),
        startMeasuringHalted(resources),
        startMeasuringLag(resources),
        startMeasuringClocks(resources),
        startMeasuringTimeline(resources),
        startWatchingRegistry(resources),
      ];
      consuming = true;
      logger.info({ port }, 'started');
    },
    async stop() {
      http.drain();
      stopping.abort();
      await Promise.all([...loops.map((loop) => loop.stop()), ...tasks.map((task) => task.stop())]);
      await Promise.all([producer.disconnect(), admin.close(), logClient.close()]);
      await Promise.all([pool.end(), tracing.stop()]);
      await http.stop(1_000);
    },
  };
}

interface LoopParts {
  readonly admin: KafkaAdmin;
  readonly logClient: Base;
  readonly producer: MessageProducer;
  readonly codec: AvroCodec;
  readonly pool: Pool;
  readonly logger: Logger;
  readonly metrics: WriterMetrics;
  readonly tracing: Tracing;
  readonly fail: (error: Error) => void;
}

/** The loops for files and for feeds: feeds are strangers, a group of their own, so that a bad client delays no file. */
function createLoops(config: Config, parts: LoopParts): ConsumeLoop[] {
  const { admin, logClient, pool, codec, producer, logger, metrics, tracing, fail } = parts;
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
  const rowOptions = loopOptions(config, parts, createWriters({ ...tools, intake: new RowIntake(codec) }));
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
      parts,
      createWriters({ ...tools, intake: new FeedIntake(codec, metrics.clockAhead) }),
    ),
    groupId: 'transcript-writer-feeds',
    concurrency: FEED_CONCURRENCY,
    maxBytes: FEED_CONCURRENCY * FETCH_BYTES,
    admin,
    pool,
    metrics,
  });
  const loops = [...files, feeds];
  for (const one of loops) void one.failed.then(fail);
  return loops;
}

/** What the two loops have in common. */
function loopOptions(
  config: Config,
  { metrics, logger, pool }: LoopParts,
  writers: PartitionWriters,
): Omit<ConsumeLoopOptions, 'groupId' | 'topics' | 'concurrency' | 'maxBytes'> {
  return {
    settings: config,
    clientId: 'transcript-writer',
    logger,
    maxBytesPerPartition: FETCH_BYTES,
    isRetryable,
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

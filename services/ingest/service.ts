import { setTimeout as wait } from 'node:timers/promises';
import { createAuthenticator, requireAdmin } from '#shared/auth/authenticate.ts';
import { Sessions } from '#shared/auth/sessions.ts';
import { LmsError, toError } from '#shared/errors.ts';
import { createHttpServer, methodNotAllowed } from '#shared/http/http-server.ts';
import { createRateLimits } from '#shared/http/rate-limit.ts';
import { TenantSlots } from '#shared/http/tenant-slots.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { registerSchemas } from '#shared/kafka/avro/register-schemas.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { checkDurability } from '#shared/kafka/client/durability.ts';
import { TRAINING_RECORDS } from '#shared/kafka/client/topics.ts';
import { createProducer } from '#shared/kafka/producer/producer.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Outages } from '#shared/runtime/outages.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import { mountCheckRoutes } from './checks/check-routes.ts';
import type { Config } from './config.ts';
import { createMetrics } from './metrics.ts';
import { InFlightLimit } from './row-producer/in-flight-limit.ts';
import { PRODUCED_RECORDS } from './row-producer/row-messages.ts';
import { RowProducer } from './row-producer/row-producer.ts';
import { mountUndoRoutes } from './undo/undo-routes.ts';
import { startRemovingChecks, startRetention } from './upload/retention.ts';
import { TopicPartitions } from './upload/topic-partitions.ts';
import { createImportAgainHandler, createUploadHandler } from './upload/upload.ts';
import { UPLOAD_SLOTS } from './upload/upload-limits.ts';

/** An upload takes a few short transactions, so a few connections serve many. */
const UPLOAD_CONNECTIONS = 10;

/** One statement for each chunk of rows; running imports wait for each other rather than crowd PostgreSQL. */
const PRODUCER_CONNECTIONS = 6;

/** Whether anybody sends rows or not: imports whose rows are sent wait for Kafka as well. */
const KAFKA_CHECK_MS = 10_000;

/** What a stop leaves to the uploads in hand, while the row producer stops beside them. */
const HTTP_STOP_MS = 6_000;

/** What a stop leaves to uploads that it has cut off, to remove what they stored. */
const DISCARD_STOP_MS = 1_500;

/** What a stop leaves to a start that is not over; connecting to Kafka cannot be cancelled. */
const START_STOP_MS = 1_000;

/** Builds the ingest service: uploads over HTTP, and the producer of their rows. Nothing is opened before `start`. */
export function createService(config: Config): Service {
  const resources = createResources(config);
  const { logger, tracing, store, producerPool, slots, outages } = resources;
  const failure = Promise.withResolvers<Error>();
  const stopping = new AbortController();
  const partitions = new TopicPartitions(resources.admin, TRAINING_RECORDS);
  const rowProducer = createRowProducer(config, resources);
  const registration = { isDone: false };
  const http = createHttp(config, resources, { partitions, rowProducer, registration, stopping });
  let starting: Promise<void> | undefined;
  let tasks: PeriodicTask[] = [];
  return {
    logger,
    failed: failure.promise,
    async start() {
      await tracing.start();
      const port = await http.start();
      logger.info({ port }, 'listening');
      tasks = [
        partitions.startRefreshing(logger),
        startRetention(producerPool, store, logger),
        startRemovingChecks(producerPool, store, logger),
        startCheckingKafka(resources),
      ];
      outages.start();
      // Files are accepted before the row producer's servers answer.
      const fail = failure.resolve;
      starting = startRowProducer(config, resources, { rowProducer, registration, stopping, fail }).catch(
        (error: unknown) => {
          if (!stopping.signal.aborted) fail(toError(error));
        },
      );
    },
    async stop() {
      http.drain();
      stopping.abort();
      await Promise.race([starting, wait(START_STOP_MS, undefined, { ref: false })]);
      await Promise.all([
        http
          .stop(HTTP_STOP_MS)
          .then(() => Promise.race([slots.idle(), wait(DISCARD_STOP_MS, undefined, { ref: false })])),
        rowProducer.stop(),
        outages.stop(),
        ...tasks.map((task) => task.stop()),
      ]);
      await close(resources);
    },
  };
}

type Resources = ReturnType<typeof createResources>;

/** Clients of all servers; each connects when it is first used. */
function createResources(config: Config) {
  const metrics = createMetrics();
  const logger = createLogger('ingest', config.LOG_LEVEL, countErrors(metrics.registry, 'ingest'));
  const onError = (error: Error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost');
  const producerPool = createPool(config.POSTGRES_PRODUCER_URL, {
    applicationName: 'ingest-producer',
    max: PRODUCER_CONNECTIONS,
    onError,
  });
  return {
    logger,
    metrics,
    tracing: createTracing('ingest', config.OTEL_EXPORTER_OTLP_ENDPOINT),
    uploadPool: createPool(config.POSTGRES_URL, {
      applicationName: 'ingest',
      max: UPLOAD_CONNECTIONS,
      onError,
    }),
    producerPool,
    store: createObjectStore(config),
    admin: createKafkaAdmin(config, 'ingest', logger),
    producer: createProducer(config, 'ingest', logger),
    outages: new Outages({ pool: producerPool, logger }, 'ingest'),
    codec: new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(producerPool)),
    slots: new TenantSlots(UPLOAD_SLOTS),
  };
}

async function close({ producer, admin, uploadPool, producerPool, tracing }: Resources): Promise<void> {
  await Promise.all([
    producer.disconnect(),
    admin.close(),
    uploadPool.end(),
    producerPool.end(),
    tracing.stop(),
  ]);
}

function startCheckingKafka({ admin, outages, logger }: Resources): PeriodicTask {
  const asking = outages.step('kafka');
  return startPeriodicTask(
    KAFKA_CHECK_MS,
    async () => {
      await asking.run(() => admin.countPartitions(TRAINING_RECORDS));
    },
    reportTaskError(logger, 'Kafka does not answer now'),
  );
}

function createRowProducer(config: Config, resources: Resources): RowProducer {
  const { producerPool: client, logger } = resources;
  const inFlightLimit = new InFlightLimit(
    client,
    { rows: config.IN_FLIGHT_ROWS, seconds: config.IN_FLIGHT_SECONDS },
    logger,
  );
  return new RowProducer({ ...resources, client, inFlightLimit }, config.IN_FLIGHT_ROWS);
}

interface Parts {
  readonly partitions: TopicPartitions;
  readonly rowProducer: RowProducer;
  /** Whether Kafka and the registry were found as the row producer needs them. */
  readonly registration: { isDone: boolean };
  readonly stopping: AbortController;
}

/** Rows are produced once the servers for that answer. */
async function startRowProducer(
  config: Config,
  { admin, codec, logger, metrics, producer }: Resources,
  parts: Omit<Parts, 'partitions'> & { readonly fail: (error: Error) => void },
): Promise<void> {
  const { rowProducer, registration, fail } = parts;
  const { signal } = parts.stopping;
  const onRetry = (error: unknown) =>
    logger.warn({ err: toError(error) }, 'the row producer waits for its servers');
  const retryUntilAvailable = (call: () => Promise<void>): Promise<void> => retry(call, { onRetry, signal });
  await retryUntilAvailable(() => checkDurability(admin, [TRAINING_RECORDS], config));
  await retryUntilAvailable(() => registerSchemas(codec, PRODUCED_RECORDS, metrics.registryMismatch));
  registration.isDone = true;
  await retryUntilAvailable(() => producer.connect());
  if (!signal.aborted) rowProducer.start(fail);
}

function createHttp(config: Config, resources: Resources, parts: Parts) {
  const { uploadPool: pool, store, slots, metrics, logger, tracing } = resources;
  const { partitions, rowProducer, registration, stopping } = parts;
  const onAccepted = (): void => rowProducer.wake();
  const uploads = {
    pool,
    store,
    partitions,
    slots,
    metrics,
    logger,
    tracing,
    stopping: stopping.signal,
    onAccepted,
  };
  // Asked for with each upload: compared with storing a file it costs nothing, and an ended session is noticed at once.
  const sessions = new Sessions(pool, { idleMinutes: config.SESSION_IDLE_MINUTES, freshMs: 0 });
  return createHttpServer({
    port: config.PORT,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger,
    metrics: metrics.registry,
    checkReady: async () => {
      if (!registration.isDone) {
        throw new LmsError('unavailable', 'Kafka or the registry is not yet as the row producer needs it', {
          retryable: true,
        });
      }
      await Promise.all([pool.query('SELECT'), store.check()]);
    },
    routes: (app) => {
      const guards = [
        createAuthenticator(config, sessions),
        ...createRateLimits(config.TENANT_CALLS_PER_SECOND),
        requireAdmin,
      ];
      app
        .route('/api/imports')
        .post(...guards, createUploadHandler(uploads))
        .all(methodNotAllowed('POST'));
      app
        .route('/api/imports/:id/import-again')
        .post(...guards, createImportAgainHandler(uploads))
        .all(methodNotAllowed('POST'));
      mountCheckRoutes(app, guards, { pool, store, partitions, slots, onAccepted });
      mountUndoRoutes(app, guards, { pool, partitions, onAccepted });
    },
  });
}

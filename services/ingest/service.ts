import { setTimeout as wait } from 'node:timers/promises';
import { createAuthenticator, requireAdmin } from '#shared/auth/authenticate.ts';
import { Sessions } from '#shared/auth/sessions.ts';
import { isRetryableLmsError, LmsError, toError } from '#shared/errors.ts';
import { createHttpServer, type HttpServer, methodNotAllowed } from '#shared/http/http-server.ts';
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
import type { PeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import type { Config } from './config.ts';
import { createMetrics } from './metrics.ts';
import { startRetention } from './retention.ts';
import { ProductionWindow } from './row-producer/in-flight-limit.ts';
import { PRODUCED_RECORDS } from './row-producer/row-messages.ts';
import { Production } from './row-producer/row-producer.ts';
import { TopicPartitions } from './upload/topic-partitions.ts';
import { createUploadHandler } from './upload/upload.ts';
import { UPLOAD_SLOTS } from './upload/upload-limits.ts';

/** An upload takes a few short transactions, so a few connections serve many. */
const UPLOAD_CONNECTIONS = 10;

/** One statement for each chunk of rows; running imports wait for each other rather than crowd PostgreSQL. */
const PRODUCER_CONNECTIONS = 6;

/** What a stop leaves to the uploads in hand, while production stops beside them. */
const HTTP_STOP_MS = 6_000;

/** What a stop leaves to uploads that it has cut off, to remove what they stored. */
const DISCARD_STOP_MS = 1_500;

/** What a stop leaves to a start that is not over; a Kafka client that connects cannot be told to give up. */
const START_STOP_MS = 1_000;

/** Builds the ingest service: uploads over HTTP, and the production of their rows. */
export function createService(config: Config): Service {
  return new Ingest(config);
}

class Ingest implements Service {
  readonly logger;
  readonly failed: Promise<Error>;
  readonly #fail: (error: Error) => void;
  readonly #config: Config;
  readonly #resources;
  readonly #partitions: TopicPartitions;
  readonly #production: Production;
  readonly #http: HttpServer;
  readonly #stopping = new AbortController();
  readonly #slots = new TenantSlots(UPLOAD_SLOTS);
  #registered = false;
  #starting: Promise<void> | undefined;
  #tasks: PeriodicTask[] = [];

  constructor(config: Config) {
    this.#config = config;
    const failure = Promise.withResolvers<Error>();
    this.failed = failure.promise;
    this.#fail = failure.resolve;
    this.#resources = createResources(config);
    this.logger = this.#resources.logger;
    this.#partitions = new TopicPartitions(this.#resources.admin, TRAINING_RECORDS);
    this.#production = this.#createProduction();
    this.#http = this.#createHttp();
  }

  async start(): Promise<void> {
    await this.#resources.tracing.start();
    const port = await this.#http.start();
    this.logger.info({ port }, 'listening');
    const { producerPool, store } = this.#resources;
    this.#tasks = [
      this.#partitions.startRefreshing(this.logger),
      startRetention(producerPool, store, this.logger),
    ];
    this.#starting = this.#startProduction().catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#fail(toError(error));
    });
  }

  async stop(): Promise<void> {
    this.#http.drain();
    this.#stopping.abort();
    await Promise.race([this.#starting, wait(START_STOP_MS, undefined, { ref: false })]);
    await Promise.all([
      this.#http
        .stop(HTTP_STOP_MS)
        .then(() => Promise.race([this.#slots.idle(), wait(DISCARD_STOP_MS, undefined, { ref: false })])),
      this.#production.stop(),
      ...this.#tasks.map((task) => task.stop()),
    ]);
    const { producer, admin, uploadPool, producerPool, tracing } = this.#resources;
    await Promise.all([
      producer.disconnect(),
      admin.close(),
      uploadPool.end(),
      producerPool.end(),
      tracing.stop(),
    ]);
  }

  /** Production begins once its servers answer; files are accepted before that. */
  async #startProduction(): Promise<void> {
    const { admin, codec, metrics, producer } = this.#resources;
    const { signal } = this.#stopping;
    const onRetry = (error: unknown) =>
      this.logger.warn({ err: toError(error) }, 'production waits for its servers');
    const untilThere = (call: () => Promise<void>): Promise<void> =>
      retry(call, { isRetryable: isRetryableLmsError, onRetry, signal });
    await untilThere(() => checkDurability(admin, [TRAINING_RECORDS], this.#config));
    await untilThere(() => registerSchemas(codec, PRODUCED_RECORDS, metrics.registryMismatch));
    this.#registered = true;
    await untilThere(() => producer.connect());
    if (!signal.aborted) this.#production.start();
  }

  #createProduction(): Production {
    const config = this.#config;
    const { producerPool: client, ...resources } = this.#resources;
    const window = new ProductionWindow(
      client,
      { rows: config.IN_FLIGHT_ROWS, seconds: config.IN_FLIGHT_SECONDS },
      resources.logger,
    );
    return new Production({ ...resources, client, window }, config.IN_FLIGHT_ROWS);
  }

  #createHttp(): HttpServer {
    const config = this.#config;
    const { uploadPool: pool, store, metrics, logger, tracing } = this.#resources;
    const upload = createUploadHandler({
      pool,
      store,
      partitions: this.#partitions,
      slots: this.#slots,
      metrics,
      logger,
      tracing,
      stopping: this.#stopping.signal,
      onAccepted: () => this.#production.wake(),
    });
    // Asked for with each upload: compared with storing a file it costs nothing, and what was ended is so at once.
    const sessions = new Sessions(pool, { idleMinutes: config.SESSION_IDLE_MINUTES, freshMs: 0 });
    return createHttpServer({
      port: config.PORT,
      host: config.LISTEN_ADDRESS,
      managementPort: config.MANAGEMENT_PORT,
      logger,
      metrics: metrics.registry,
      checkReady: () => this.#checkReady(),
      routes: (app) => {
        app
          .route('/api/imports')
          .post(
            createAuthenticator(config, sessions),
            createRateLimits(config.TENANT_CALLS_PER_SECOND),
            requireAdmin,
            upload,
          )
          .all(methodNotAllowed('POST'));
      },
    });
  }

  async #checkReady(): Promise<void> {
    if (!this.#registered) {
      throw new LmsError('unavailable', 'Kafka or the registry is not yet as production needs it', {
        retryable: true,
      });
    }
    await Promise.all([this.#resources.uploadPool.query('SELECT'), this.#resources.store.check()]);
  }
}

/** Clients of all servers; each connects when it is first used. */
function createResources(config: Config) {
  const metrics = createMetrics();
  const logger = createLogger('ingest', config.LOG_LEVEL, countErrors(metrics.registry, 'ingest'));
  const onError = (error: Error) => logger.warn({ err: error }, 'connection to PostgreSQL lost');
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
    codec: new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(producerPool)),
  };
}

import { createClickHouse } from '#shared/clickhouse/client.ts';
import { createHttpServer } from '#shared/http/http-server.ts';
import { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { createSchemaRegistrations } from '#shared/kafka/avro/schema-registrations.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import type { Service } from '#shared/runtime/run-service.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import { createBackground } from './background.ts';
import type { Config } from './config.ts';
import { createConsumption } from './consume/consumption.ts';
import { checkReady } from './consume/readiness.ts';
import { createMetrics } from './metrics.ts';

/**
 * One for the flush in hand, one for finishing, one for each mirror, two for each error file, two for comparing the mirror
 * and one for refilling it; the rest is for readiness. With fewer they wait for each other.
 */
const POSTGRES_CONNECTIONS = 13;

/** Answers still being sent when the service stops get this long; it leaves most of the stop to the work in hand. */
const HTTP_STOP_MS = 1_000;

/** Builds the service; nothing listens or consumes before `start`. */
export function createService(config: Config): Service {
  const metrics = createMetrics();
  const logger = createLogger('aggregator', config.LOG_LEVEL, countErrors(metrics.registry, 'aggregator'));
  const pool = createPool(config.POSTGRES_URL, {
    applicationName: 'aggregator',
    max: POSTGRES_CONNECTIONS,
    onError: (error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost'),
  });
  const clickhouse = createClickHouse(config, 'aggregator');
  const codec = new AvroCodec(config.REGISTRY_URL, createSchemaRegistrations(pool));
  const tracing = createTracing('aggregator', config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const store = createObjectStore(config);
  const resources = { pool, clickhouse, codec, store, logger, metrics, tracing };
  const background = createBackground(resources, config.MIRROR_CHECK_HOURS);
  const consumption = createConsumption(config, resources, background.onStored);
  const http = createHttpServer({
    port: config.PORT,
    host: config.LISTEN_ADDRESS,
    managementPort: config.MANAGEMENT_PORT,
    logger,
    metrics: metrics.registry,
    checkReady: () => checkReady(resources, consumption),
    checkAlive: () => consumption.checkAlive(),
  });
  return {
    logger,
    failed: Promise.race([consumption.failed, background.failed]),
    async start() {
      await tracing.start();
      const port = await http.start();
      logger.info({ port }, 'listening');
      background.start(() => consumption.takeStalled());
      await consumption.start();
    },
    async stop() {
      http.drain();
      await Promise.all([consumption.stop(), background.stop()]);
      await http.stop(HTTP_STOP_MS);
      await clickhouse.close();
      await Promise.all([pool.end(), tracing.stop()]);
    },
  };
}

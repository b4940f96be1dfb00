import { toError } from '#shared/errors.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readConfig } from './config.ts';
import { giveDemoDashboards } from './demo-dashboards.ts';
import { loadDemoData } from './demo-data.ts';
import { migrate } from './migrate.ts';

/** The migration as a job of its own: ends with 0 once everything is there, with 1 otherwise, to be started again. */
const config = readConfig();
const logger = createLogger('migrate', config.LOG_LEVEL);
try {
  await migrate(
    {
      postgres: {
        adminUrl: config.POSTGRES_ADMIN_URL,
        rolePasswords: {
          lms_ingest: config.POSTGRES_INGEST_PASSWORD,
          lms_producer: config.POSTGRES_PRODUCER_PASSWORD,
          lms_writer: config.POSTGRES_WRITER_PASSWORD,
          lms_aggregator: config.POSTGRES_AGGREGATOR_PASSWORD,
          lms_portal: config.POSTGRES_PORTAL_PASSWORD,
        },
      },
      clickhouse: config,
      kafka: config.kafka,
      objectStore: config.objectStore,
      ...(config.DEMO_DATA === 'true' ? { addTenants: loadDemoData } : {}),
    },
    logger,
  );
  const password = config.CLICKHOUSE_DASHBOARDS_ACME_PASSWORD;
  if (config.DEMO_DATA === 'true' && password !== undefined)
    await giveDemoDashboards(config.POSTGRES_ADMIN_URL, config, { slug: 'acme', password });
} catch (error) {
  logger.fatal({ err: toError(error) }, 'migration failed');
  process.exitCode = 1;
}

import { createLogger } from '#shared/runtime/logging.ts';
import { loadDemoData } from '../migrate/demo-data.ts';
import { migrate } from '../migrate/migrate.ts';
import { makeDemoDashboards } from './demo-dashboards.ts';
import type { Servers } from './servers.ts';

/** Brings tables, topics and the demo's data to the current version. Harmless when they are there already. */
export async function prepare({ endpoints, postgresRoles }: Servers, dataDir: string): Promise<void> {
  const { kafka, postgres } = endpoints;
  const clickhouse = {
    CLICKHOUSE_URL: endpoints.clickhouse.url,
    CLICKHOUSE_DATABASE: endpoints.clickhouse.database,
    CLICKHOUSE_USERNAME: endpoints.clickhouse.username,
    CLICKHOUSE_PASSWORD: endpoints.clickhouse.password,
  };
  await migrate(
    {
      postgres: { adminUrl: postgres.url, rolePasswords: postgresRoles },
      clickhouse,
      kafka: {
        KAFKA_BROKERS: kafka.brokers,
        KAFKA_SECURITY_PROTOCOL: kafka.securityProtocol,
        KAFKA_SASL_MECHANISM: kafka.mechanism,
        KAFKA_USERNAME: kafka.users.admin.username,
        KAFKA_PASSWORD: kafka.users.admin.password,
      },
      // The object store is ready only once it has its bucket.
      objectStore: undefined,
      addTenants: loadDemoData,
    },
    // The broker has answered a moment ago; what it says meanwhile to a first caller is tried again and no news.
    createLogger('migrate', 'silent'),
  );
  await makeDemoDashboards(dataDir, postgres.url, clickhouse);
}

import { createLogger } from '#shared/runtime/logging.ts';
import { loadDemoData } from '../migrate/demo-data.ts';
import { migrate } from '../migrate/migrate.ts';
import type { Servers } from './servers.ts';

/** Brings tables, topics and the demo's data to the current version. Harmless when they are there already. */
export async function prepare({ endpoints, postgresRoles }: Servers): Promise<void> {
  const { kafka, clickhouse, postgres } = endpoints;
  await migrate(
    {
      postgres: { adminUrl: postgres.url, rolePasswords: postgresRoles },
      clickhouse: {
        CLICKHOUSE_URL: clickhouse.url,
        CLICKHOUSE_DATABASE: clickhouse.database,
        CLICKHOUSE_USERNAME: clickhouse.username,
        CLICKHOUSE_PASSWORD: clickhouse.password,
      },
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
}

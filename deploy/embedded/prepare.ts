import kafkajs from 'kafkajs';
import { migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import { createFeedTopic, createTopics } from '#shared/kafka/topics.ts';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { DEMO_TENANTS, loadDemoData } from './demo-data.ts';
import type { Servers } from './servers.ts';

/** Brings tables, topics and the demo's data to the current version. Harmless when they are there already. */
export async function prepare({ endpoints, postgresRoles }: Servers): Promise<void> {
  await Promise.all([
    preparePostgres(endpoints.postgres.url, postgresRoles),
    migrateClickHouse({
      CLICKHOUSE_URL: endpoints.clickhouse.url,
      CLICKHOUSE_DATABASE: endpoints.clickhouse.database,
      CLICKHOUSE_USERNAME: endpoints.clickhouse.username,
      CLICKHOUSE_PASSWORD: endpoints.clickhouse.password,
    }),
    prepareKafka(endpoints.kafka),
  ]);
}

async function preparePostgres(adminUrl: string, roles: Servers['postgresRoles']): Promise<void> {
  await migratePostgres(adminUrl, roles);
  await loadDemoData(adminUrl);
}

async function prepareKafka(kafka: Servers['endpoints']['kafka']): Promise<void> {
  const client = new kafkajs.Kafka({
    clientId: 'prepare',
    brokers: kafka.brokers,
    sasl: { mechanism: kafka.mechanism, ...kafka.users.admin },
    // The broker has answered a moment ago; what it says meanwhile to a first caller is tried again and no news.
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  try {
    await createTopics(admin);
    for (const { slug } of DEMO_TENANTS) await createFeedTopic(admin, slug);
  } finally {
    await admin.disconnect();
  }
}

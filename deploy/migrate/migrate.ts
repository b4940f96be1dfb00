import pg from 'pg';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import type { ClickHouseSettings, KafkaSettings, ObjectStoreSettings } from '#shared/config.ts';
import { carryHistory } from '#shared/history/carry-history.ts';
import { createKafkaAdmin } from '#shared/kafka/client/admin.ts';
import { createFeedTopic, createTopics } from '#shared/kafka/client/topics.ts';
import { mirrorAllAgain } from '#shared/mirror/mirror-again.ts';
import { createBucket } from '#shared/object-store/object-store.ts';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { createPool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';

export interface Migration {
  readonly postgres: {
    readonly adminUrl: string;
    /** By role (schemas/postgres/0001_roles.sql). */
    readonly rolePasswords: Readonly<Record<string, string>>;
  };
  readonly clickhouse: ClickHouseSettings;
  /** Signs in as a super user; undefined where topics and access lists are made otherwise. */
  readonly kafka: KafkaSettings | undefined;
  /** Undefined where the bucket is made otherwise. */
  readonly objectStore: ObjectStoreSettings | undefined;
  /** Adds tenants once there are tables for them, and before their feeds get topics. */
  readonly addTenants?: (adminUrl: string) => Promise<void>;
}

/**
 * Brings roles, tables, topics, access lists and the bucket to this version, from the same files wherever the product
 * runs. What is there already stays as it is, so it may run at every start, and several times at once.
 */
export async function migrate(migration: Migration, logger: Logger): Promise<void> {
  const { postgres, clickhouse, kafka, objectStore } = migration;
  const migrateTenants = async (): Promise<void> => {
    await migratePostgres(postgres.adminUrl, postgres.rolePasswords);
    await migration.addTenants?.(postgres.adminUrl);
    logger.info('PostgreSQL is migrated');
    if (kafka !== undefined) await migrateKafka(kafka, await readTenants(postgres.adminUrl), logger);
  };
  const migrateMirror = async (): Promise<boolean> => {
    const wasEmpty = await migrateClickHouse(clickhouse);
    logger.info('ClickHouse is migrated');
    return wasEmpty;
  };
  const [wasEmpty] = await Promise.all([
    migrateMirror(),
    migrateTenants(),
    objectStore === undefined ? undefined : createBucket(objectStore),
  ]);
  await bringTogether(postgres.adminUrl, clickhouse, { wasEmpty, logger });
}

/** What takes both databases: what one of them alone knows, once it and the other have their tables. */
async function bringTogether(
  adminUrl: string,
  settings: ClickHouseSettings,
  { wasEmpty, logger }: { readonly wasEmpty: boolean; readonly logger: Logger },
): Promise<void> {
  await using clickhouse = createClickHouse(settings, 'migrate');
  const pool = createPool(adminUrl, {
    applicationName: 'migrate',
    max: 1,
    onError: (error) => logger.warn({ err: error }, 'idle connection to PostgreSQL lost'),
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    if (wasEmpty && (await mirrorAllAgain(pool)))
      logger.warn('ClickHouse was empty and has no records now: npm run mirror:rebuild fills it');
    // What ClickHouse alone knew in versions before 0010 of its schema; nothing from then on.
    const lines = await carryHistory(pool, clickhouse);
    if (lines > 0) logger.info({ lines }, 'history of courses is carried over to PostgreSQL');
  } finally {
    await pool.end();
  }
}

async function readTenants(adminUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ slug: string }>('SELECT slug FROM tenants ORDER BY slug');
    return rows.map(({ slug }) => slug);
  } finally {
    await client.end();
  }
}

async function migrateKafka(
  settings: KafkaSettings,
  tenants: readonly string[],
  logger: Logger,
): Promise<void> {
  const admin = createKafkaAdmin(settings, 'migrate', logger);
  try {
    await createTopics(admin);
    for (const tenant of tenants) await createFeedTopic(admin, tenant);
    logger.info({ feeds: tenants.length }, 'topics and access lists are there');
  } finally {
    await admin.close();
  }
}

import type { ClickHouseClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';
import { isTableMissing } from './client.ts';
import { type Migration, migrationClient, readMigrations, runMigration } from './migrations.ts';
import { readTables, withNewestSchema } from './newest-schema.ts';

/**
 * Makes the database if needed and brings it to the newest schema. ClickHouse has no transactions for DDL, so every
 * statement of a migration is idempotent, and one that was interrupted simply runs again. A table that somebody dropped
 * is not made again: it would be empty. {@link makeMissingTables} does that, for whoever fills it.
 *
 * @returns whether there was no table: ClickHouse is new, or has lost what it had
 */
export async function migrateClickHouse(settings: ClickHouseSettings): Promise<boolean> {
  await createDatabase(settings);
  await using client = migrationClient(settings, settings.CLICKHOUSE_DATABASE);
  const wasEmpty = (await readTables(client, settings.CLICKHOUSE_DATABASE)).size === 0;
  await client.command({
    query:
      'CREATE TABLE IF NOT EXISTS schema_migrations (name String, applied_at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY name',
  });
  const migrations = await readMigrations();
  const once = migrations.filter(({ isRepeated }) => !isRepeated);
  // What is listed of tables that are all gone has to be applied again.
  const applied = wasEmpty ? new Set<string>() : await readApplied(client);
  if (applied.size === 0 && (await isOfNewestSchema(client, settings))) {
    await note(
      client,
      once.map(({ name }) => name),
    );
  } else {
    for (const migration of once) {
      if (applied.has(migration.name)) continue;
      await runMigration(client, migration);
      await note(client, [migration.name]);
    }
  }
  for (const migration of migrations) if (migration.isRepeated) await repeat(client, migration);
  return wasEmpty;
}

/** A table that somebody dropped keeps nothing from starting: views over it are made with it, when it is made again. */
async function repeat(client: ClickHouseClient, migration: Migration): Promise<void> {
  try {
    await runMigration(client, migration);
  } catch (error) {
    if (!isTableMissing(error)) throw error;
  }
}

/**
 * Makes the tables that the database lacks, as the newest schema has them, and empty; those that are there stay as they are,
 * and so does the list of applied migrations. The database itself may be missing.
 *
 * @returns their names
 */
export async function makeMissingTables(settings: ClickHouseSettings): Promise<string[]> {
  const { CLICKHOUSE_DATABASE: database } = settings;
  await createDatabase(settings);
  return withNewestSchema(settings, async (newest) => {
    await using client = migrationClient(settings, newest);
    const present = await readTables(client, database);
    const missing = [...(await readTables(client, newest)).keys()].filter((name) => !present.has(name));
    // A name behind AS cannot be a parameter; these are of our own migrations.
    for (const table of missing)
      await client.command({
        query: `CREATE TABLE IF NOT EXISTS {database: Identifier}.${table} AS ${table}`,
        query_params: { database },
      });
    return missing;
  });
}

async function createDatabase(settings: ClickHouseSettings): Promise<void> {
  await using server = migrationClient(settings);
  await server.command({
    query: 'CREATE DATABASE IF NOT EXISTS {database: Identifier}',
    query_params: { database: settings.CLICKHOUSE_DATABASE },
  });
}

async function readApplied(client: ClickHouseClient): Promise<Set<string>> {
  const answer = await client.query({ query: 'SELECT name FROM schema_migrations', format: 'JSONEachRow' });
  return new Set((await answer.json<{ name: string }>()).map(({ name }) => name));
}

async function note(client: ClickHouseClient, names: readonly string[]): Promise<void> {
  const values = names.map((name) => ({ name }));
  await client.insert({ table: 'schema_migrations', values, format: 'JSONEachRow' });
}

/**
 * Whether the list of applied migrations alone was lost: run again on tables that are newer, those that rename tables would
 * take them apart.
 */
async function isOfNewestSchema(client: ClickHouseClient, settings: ClickHouseSettings): Promise<boolean> {
  const present = await readTables(client, settings.CLICKHOUSE_DATABASE);
  if (present.size === 0) return false;
  return withNewestSchema(settings, async (database) => {
    const known = [...(await readTables(client, database))].filter(([name]) => present.has(name));
    return known.length > 0 && known.every(([name, madeOf]) => present.get(name) === madeOf);
  });
}

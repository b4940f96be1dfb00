import { readdir, readFile } from 'node:fs/promises';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';

const MIGRATIONS = new URL('../../../schemas/clickhouse/', import.meta.url);

/**
 * A line of a statement that makes it depend on what is there: `-- migrate: unless <table> has <column>`, or `if`. What cannot
 * be said with IF EXISTS becomes idempotent by it.
 */
const CONDITION = /^-- migrate: (if|unless) (\w+) has (\w+)$/m;

/**
 * Makes the database if needed and brings it to the newest schema. ClickHouse has no transactions for DDL, so every
 * statement of a migration is idempotent, and one that was interrupted simply runs again.
 */
export async function migrateClickHouse(settings: ClickHouseSettings): Promise<void> {
  const connection = {
    url: settings.CLICKHOUSE_URL,
    username: settings.CLICKHOUSE_USERNAME,
    password: settings.CLICKHOUSE_PASSWORD,
    application: 'migrate',
  };
  await using server = createClient(connection);
  await server.command({
    query: 'CREATE DATABASE IF NOT EXISTS {database: Identifier}',
    query_params: { database: settings.CLICKHOUSE_DATABASE },
  });
  await using client = createClient({ ...connection, database: settings.CLICKHOUSE_DATABASE });
  await client.command({
    query:
      'CREATE TABLE IF NOT EXISTS schema_migrations (name String, applied_at DateTime DEFAULT now()) ENGINE = ReplacingMergeTree ORDER BY name',
  });
  const applied = await client.query({ query: 'SELECT name FROM schema_migrations', format: 'JSONEachRow' });
  const done = new Set((await applied.json<{ name: string }>()).map((row) => row.name));
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of names) if (!done.has(name)) await apply(client, name);
}

async function apply(client: ClickHouseClient, name: string): Promise<void> {
  const text = await readFile(new URL(name, MIGRATIONS), 'utf8');
  const statements = text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^--.*$/gm, '').trim() !== '');
  for (const query of statements) if (await isWanted(client, query)) await client.command({ query });
  await client.insert({ table: 'schema_migrations', values: [{ name }], format: 'JSONEachRow' });
}

async function isWanted(client: ClickHouseClient, statement: string): Promise<boolean> {
  const [, when, table, column] = CONDITION.exec(statement) ?? [];
  if (when === undefined) return true;
  const result = await client.query({
    query: `SELECT name FROM system.columns
      WHERE database = currentDatabase() AND table = {table: String} AND name = {column: String}`,
    query_params: { table, column },
    format: 'JSONEachRow',
  });
  return (await result.json()).length > 0 === (when === 'if');
}

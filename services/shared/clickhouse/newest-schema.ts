import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';
import { migrationClient, readMigrations, runMigration } from './migrations.ts';

/** The tables of a database, each with what it is made of: two that are the same have the same text. */
export type Tables = ReadonlyMap<string, string>;

/**
 * Makes the tables of the newest schema, all empty, in a database of their own that is dropped in the end. It takes about
 * a second. What migrations make in other databases is left out.
 *
 * @param work gets the name of that database
 */
export async function withNewestSchema<Result>(
  settings: ClickHouseSettings,
  work: (database: string) => Promise<Result>,
): Promise<Result> {
  const database = `${settings.CLICKHOUSE_DATABASE}_schema_${randomUUID().slice(0, 8)}`;
  const named = { query_params: { database } };
  await using server = migrationClient(settings);
  await server.command({ query: 'CREATE DATABASE {database: Identifier}', ...named });
  try {
    await using client = migrationClient(settings, database);
    for (const migration of await readMigrations())
      if (!migration.isRepeated) await runMigration(client, migration);
    return await work(database);
  } finally {
    await server.command({ query: 'DROP DATABASE IF EXISTS {database: Identifier} SYNC', ...named });
  }
}

/**
 * Tables that are no part of what a schema is: the list of applied migrations, and what 0010_history_by_columns.sql leaves
 * until it is carried to PostgreSQL.
 */
const LEFT_OUT = ['schema_migrations', 'course_history_before_0010'];

/** The tables that a database has, in the order of their names. */
export async function readTables(client: ClickHouseClient, database: string): Promise<Tables> {
  const answer = await client.query({
    query: `SELECT name, substring(create_table_query, position(create_table_query, '(')) AS made_of
      FROM system.tables WHERE database = {database: String} AND name NOT IN {leftOut: Array(String)} ORDER BY name`,
    query_params: { database, leftOut: LEFT_OUT },
    format: 'JSONEachRow',
  });
  const rows = await answer.json<{ name: string; made_of: string }>();
  return new Map(rows.map(({ name, made_of }) => [name, made_of]));
}

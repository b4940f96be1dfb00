import { readdir, readFile } from 'node:fs/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';

const MIGRATIONS = new URL('../../../schemas/clickhouse/', import.meta.url);

/**
 * A line of a statement that makes it depend on what is there: `-- migrate: unless <table> has <column>`, or `if`. What cannot
 * be said with IF EXISTS becomes idempotent by it. Of a view in a database of its own it is said what its definition reads,
 * `-- migrate: unless <database>.<view> reads <column>`: one that is of this version already may be another mirror's.
 */
const CONDITION = /^-- migrate: (if|unless) ([\w.]+) (has|reads) (\w+)$/m;

const QUERIES: Readonly<Record<string, string>> = {
  has: `SELECT name FROM system.columns
    WHERE database = currentDatabase() AND table = {table: String} AND name = {column: String}`,
  reads: `SELECT name FROM system.tables
    WHERE concat(database, '.', name) = {table: String} AND hasToken(create_table_query, {column: String})`,
};

/**
 * A line of a migration that is run whenever somebody migrates, behind all others: it makes what is missing or of an earlier
 * version, such as views in another database, and so makes again what somebody dropped there.
 */
const ALWAYS = /^-- migrate: always$/m;

/** A file of schemas/clickhouse. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  /** It is not applied once, but whenever somebody migrates. */
  readonly isRepeated: boolean;
}

/** All migrations, in their order. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, MIGRATIONS), 'utf8');
      return { name, statements: statementsOf(text), isRepeated: ALWAYS.test(text) };
    }),
  );
}

function statementsOf(text: string): string[] {
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^--.*$/gm, '').trim() !== '');
}

/** Runs a migration's statements in the client's database. */
export async function runMigration(client: ClickHouseClient, { statements }: Migration): Promise<void> {
  for (const query of statements) if (await isWanted(client, query)) await client.command({ query });
}

async function isWanted(client: ClickHouseClient, statement: string): Promise<boolean> {
  const [, when, table, does = '', column] = CONDITION.exec(statement) ?? [];
  const query = QUERIES[does];
  if (query === undefined) return true;
  const result = await client.query({
    query,
    query_params: { table, column },
    format: 'JSONEachRow',
  });
  return (await result.json()).length > 0 === (when === 'if');
}

/** A client for whoever migrates: of a database, or of none, which need not be there. */
export function migrationClient(settings: ClickHouseSettings, database?: string): ClickHouseClient {
  return createClient({
    url: settings.CLICKHOUSE_URL,
    username: settings.CLICKHOUSE_USERNAME,
    password: settings.CLICKHOUSE_PASSWORD,
    application: 'migrate',
    // What fails is thrown; the client would print it as well.
    log: { level: ClickHouseLogLevel.OFF },
    ...(database === undefined ? {} : { database }),
  });
}

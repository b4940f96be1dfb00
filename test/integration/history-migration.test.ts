import { readFile } from 'node:fs/promises';
import { createClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { endpoints } from '../support/product.ts';

const database = 'lms_history_migration';
const COLUMNS = COURSE_HISTORY_CELLS.join(', ');

const OLD = [
  [
    7,
    11,
    'C\\1\t',
    'a\nb',
    'OJT',
    '1999-12-31',
    '2020-02-29',
    87.5,
    90,
    0.25,
    'Zoë',
    '\\N',
    "it's",
    'notes',
    'completed',
    '0190a0b0-0000-7000-8000-000000000001',
    1_764_284_000_123_456,
    0,
    3,
    41,
    'REPLACED',
  ],
  [
    7,
    11,
    'C2',
    'b',
    'ILT',
    null,
    '2100-01-01',
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    'completed',
    null,
    1_764_284_000_123_456,
    1,
    4,
    0,
    'LATE',
  ],
];
const connect = (name?: string) => {
  const { url, username, password } = endpoints().clickhouse;
  return createClient({ url, username, password, ...(name !== undefined && { database: name }) });
};
const migrate = () => {
  const { url, username, password } = endpoints().clickhouse;
  return migrateClickHouse({
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USERNAME: username,
    CLICKHOUSE_PASSWORD: password,
    CLICKHOUSE_DATABASE: database,
  });
};

async function run(...statements: string[]): Promise<void> {
  await using client = connect(database);
  for (const query of statements) await client.command({ query });
}

async function history(): Promise<unknown> {
  await using client = connect(database);
  const result = await client.query({
    query: `SELECT ${COLUMNS} FROM course_history FINAL ORDER BY position_number`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return await result.json();
}

describe('a history of before it was stored as text', () => {
  beforeAll(async () => {
    await using server = connect();
    await server.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
    await server.command({ query: `CREATE DATABASE ${database}` });
    const tables = await readFile(
      new URL('../../schemas/clickhouse/0001_mirror.sql', import.meta.url),
      'utf8',
    );
    await run(...tables.split(/;\s*$/m).filter((statement) => /CREATE/.test(statement)));
    await using client = connect(database);
    await client.insert({ table: 'course_history', values: OLD, format: 'JSONCompactEachRow' });
    return async () => {
      await using last = connect();
      await last.command({ query: `DROP DATABASE ${database} SYNC` });
    };
  });

  it('is carried over', async () => {
    await migrate();
    expect(await history()).toEqual(OLD);
  });

  it.each([
    ['after its last statement', []],
    ['before its last statement', ['RENAME TABLE course_history TO course_history_as_text']],
  ])('is carried over when the migration was interrupted %s', async (_, statements) => {
    await run(
      ...statements,
      "DELETE FROM schema_migrations WHERE name = '0003_history_as_text.sql' SETTINGS mutations_sync = 2",
    );
    await migrate();
    expect(await history()).toEqual(OLD);
  });
});

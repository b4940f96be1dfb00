import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';
import { endpoints } from '../support/product.ts';

const { url, database, username, password } = endpoints().clickhouse;
const clickhouse = createClient({ url, database, username, password });
const TABLE = 'mutate_table_test';

const run = (query: string) => clickhouse.command({ query });
async function read<Row>(query: string): Promise<Row[]> {
  return (await clickhouse.query({ query, format: 'JSONEachRow' })).json<Row>();
}
const change = (value: string) =>
  mutateTable(clickhouse, {
    table: TABLE,
    statement: `ALTER TABLE ${TABLE} UPDATE value = ${value} WHERE true`,
  });

beforeAll(async () => {
  await run(`CREATE TABLE ${TABLE} (key UInt32, value String) ENGINE = MergeTree ORDER BY key`);
  await run(`INSERT INTO ${TABLE} VALUES (1, 'old')`);
});
afterAll(async () => {
  await run(`DROP TABLE ${TABLE} SYNC`);
  await clickhouse.close();
});

it('returns once the rows are changed', async () => {
  await change("'new'");
  expect(await read(`SELECT value FROM ${TABLE}`)).toEqual([{ value: 'new' }]);
});

it('says why it cannot be done, and asks for nothing more behind it', async () => {
  const impossible = () => change("toString(throwIf(key = 1, 'no such value'))");
  const asked = () =>
    read(
      `SELECT count()::Int32 AS mutations FROM system.mutations WHERE database = currentDatabase() AND table = '${TABLE}'`,
    );
  await expect(impossible()).rejects.toThrow('no such value');
  const before = await asked();
  await expect(impossible()).rejects.toThrow('no such value');
  expect(await asked()).toEqual(before);
});

import { createClient } from '@clickhouse/client';
import { expect, it } from 'vitest';
import { clickhouse, endpoints } from '../support/product.ts';

/** A table that somebody still reads is dropped when they are done: this long, and they never will be. */
const DROP_DEADLINE_MS = 20_000;

it('ends the query of a client that goes away before its first row, and lets go of its table', async () => {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({
    url,
    database,
    username,
    password,
    request_timeout: DROP_DEADLINE_MS,
  });
  await client.command({ query: 'DROP TABLE IF EXISTS left_alone' });
  await client.command({ query: 'CREATE TABLE left_alone (n UInt64) ENGINE = MergeTree ORDER BY n' });
  await client.command({ query: 'INSERT INTO left_alone SELECT number FROM numbers(100000)' });
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  const readers = Array.from({ length: 10 }, (_, index) =>
    fetch(`${url}/?database=${database}`, {
      method: 'POST',
      headers,
      body: 'SELECT n, sleepEachRow(0.3) FROM left_alone LIMIT 1 FORMAT JSONEachRow',
      signal: AbortSignal.timeout(10 + 20 * index),
    }).then(
      () => 'answered',
      (error: Error) => error.name,
    ),
  );
  expect(await Promise.all(readers)).toEqual(readers.map(() => 'TimeoutError'));
  await client.command({ query: 'DROP TABLE left_alone SYNC' });
  expect(
    await clickhouse(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'left_alone'",
    ),
  ).toEqual([]);
});

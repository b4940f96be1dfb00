import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createClient } from '@clickhouse/client';
import { expect, it } from 'vitest';
import { clickhouse, endpoints, eventually } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

/** A table that somebody still reads is dropped when they are done: this long, and they never will be. */
const DROP_DEADLINE_MS = 20_000;

function authorization(): Record<string, string> {
  const { username, password } = endpoints().clickhouse;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

async function clickhouseCommand(query: string): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  await client.command({ query });
}

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
  const readers = Array.from({ length: 10 }, (_, index) =>
    fetch(`${url}/?database=${database}`, {
      method: 'POST',
      headers: authorization(),
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

it('inserts a body as it came, under each encoding, and says what was wrong with one', async () => {
  const { url, database } = endpoints().clickhouse;
  const send = async (query: string, body: Buffer | string, encoding?: string): Promise<Response> =>
    fetch(`${url}/?${new URLSearchParams({ database, query })}`, {
      method: 'POST',
      headers: {
        ...authorization(),
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      },
      body: Buffer.from(body),
    });
  await send('DROP TABLE IF EXISTS encoded SYNC', '');
  await send('CREATE TABLE encoded (n UInt32, text String) ENGINE = MergeTree ORDER BY n', '');
  const insert = 'INSERT INTO encoded (n, text) FORMAT TabSeparated';
  const answers = [
    await send(insert, '1\tplain\n'),
    await send(insert, gzipSync('2\tgzip\n'), 'gzip'),
    await send(insert, deflateSync('3\tdeflate\n'), 'deflate'),
    await send(insert, brotliCompressSync('4\tbr\n'), 'br'),
    await send(insert, zstdCompressSync('5\tzstd\n6\tzstd\n'), 'zstd'),
    await send(insert, ''),
    await send('insert into encoded format csv', '7,"a, b"\n'),
    await send('INSERT INTO encoded FORMAT', 'TabSeparated\n8\tin the body\n'),
    await send(insert, '9\tgood\nbad\tbad\n'),
    await send(insert, '9\tgood\n', 'compress'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 400, 501]);
  const written = answers.map(({ headers }) => headers.get('x-clickhouse-summary'));
  expect(written.map((text) => (text === null ? text : JSON.parse(text).written_rows)).slice(0, 6)).toEqual([
    '1',
    '1',
    '1',
    '1',
    '2',
    '0',
  ]);
  expect(await answers[8]?.text()).toMatch(/^Code: 27\. DB::Exception: .*Cannot parse input/);
  expect(await clickhouse('SELECT n, text FROM encoded ORDER BY n')).toEqual([
    { n: 1, text: 'plain' },
    { n: 2, text: 'gzip' },
    { n: 3, text: 'deflate' },
    { n: 4, text: 'br' },
    { n: 5, text: 'zstd' },
    { n: 6, text: 'zstd' },
    { n: 7, text: 'a, b' },
    { n: 8, text: 'in the body' },
  ]);
  await send('DROP TABLE encoded SYNC', '');
});

it('inserts nothing of a body that breaks off, and keeps nothing of it', async () => {
  const { url, database } = endpoints().clickhouse;
  await clickhouseCommand('DROP TABLE IF EXISTS broken_off SYNC');
  await clickhouseCommand('CREATE TABLE broken_off (n UInt32) ENGINE = MergeTree ORDER BY n');
  const incoming = () => readdirSync(join(dataDir(), 'clickhouse', 'data', 'incoming')).length;
  const before = incoming();
  const query = new URLSearchParams({ database, query: 'INSERT INTO broken_off FORMAT TabSeparated' });
  const sending = request(`${url}/?${query}`, {
    method: 'POST',
    headers: { ...authorization(), 'content-length': '1000' },
  });
  const ended = new Promise<string>((resolve) => {
    sending.on('response', () => resolve('answered'));
    sending.on('error', () => resolve('broken off'));
  });
  sending.write('1\n2\n3\n');
  await eventually(
    async () => incoming(),
    (files) => files > before,
  );
  sending.destroy();
  expect(await ended).toBe('broken off');
  await eventually(
    async () => incoming(),
    (files) => files === before,
  );
  expect(await clickhouse('SELECT n FROM broken_off')).toEqual([]);
  await clickhouseCommand('DROP TABLE broken_off SYNC');
});

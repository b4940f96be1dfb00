import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { ClickHouseError } from '@clickhouse/client';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { LmsError } from '#shared/errors.ts';
import { toRefusal } from '#shared/http/http-server.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { isRetryable, LOST_CONNECTION_MESSAGES } from '#shared/retryable-errors.ts';
import { retry } from '#shared/runtime/retry.ts';
import { freePort } from '../../support/free-port.ts';

const answered = (code: string) => Object.assign(new pg.DatabaseError('answered', 0, 'error'), { code });
const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const clickhouse = (code: string) => new ClickHouseError({ message: 'answered', code, type: 'ANY' });

describe('an error of PostgreSQL that passes', () => {
  it.each([
    ['a server that is read-only', answered('25006')],
    ['a server that is starting', answered('57P03')],
    ['a server that is shutting down', answered('57P01')],
    ['statement_timeout', answered('57014')],
    ['idle_in_transaction_session_timeout', answered('25P03')],
    ['transaction_timeout', answered('25P04')],
    ['lock_timeout', answered('55P03')],
    ['a full disk', answered('53100')],
    ['no route to the network', system('ENETUNREACH')],
    ['a host that is down', system('EHOSTDOWN')],
    ['a connection given up by our own side', system('ECONNABORTED')],
    ['no local port', system('EADDRNOTAVAIL')],
    [
      'a name with one address that may answer later',
      new AggregateError([system('EINVAL'), system('ENETDOWN')]),
    ],
    ['an answer that does not come', new Error('Query read timeout')],
  ])('%s: the caller pauses, a client is told 503', (_, error) => {
    expect(isRetryable(error)).toBe(true);
    const refusal = toRefusal(error);
    expect(refusal).toMatchObject({ status: 503, headers: { 'Retry-After': expect.any(String) } });
  });

  it.each([
    ['a statement that is wrong', answered('42601')],
    ['a value that is refused', answered('23514')],
    ['a mistake of our own', new Error('unexpected condition')],
    ['a pool that was closed', new Error('Cannot use a pool after calling end on the pool')],
    ['a server without TLS', new Error('The server does not support SSL connections')],
    ['too many open files', system('EMFILE')],
    ['no permission to connect', system('EACCES')],
    ['a mistake of the language', new TypeError('x is not a function')],
    ['an error of ours that does not say so', new LmsError('unexpected', 'no row')],
    ['no error at all', 'text'],
  ])('is not %s', (_, error) => {
    expect(isRetryable(error)).toBe(false);
    expect(toRefusal(error).status).toBe(500);
  });
});

it('a defect is thrown at once, however often what passes was tried before', async () => {
  const attempts: unknown[] = [system('ECONNREFUSED'), answered('57P01'), new Error('a defect'), undefined];
  let calls = 0;
  const call = async () => {
    const error = attempts[calls];
    calls += 1;
    if (error !== undefined) throw error;
  };
  await expect(retry(call, { backoff: { firstMs: 1, maxMs: 1 } })).rejects.toThrow('a defect');
  expect(calls).toBe(3);
});

it('what fetch() throws is told by its cause', async () => {
  const refused = await fetch(`http://127.0.0.1:${await freePort()}/`).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TypeError);
  expect(isRetryable(refused)).toBe(true);
  const wrong = await fetch('nothing://127.0.0.1/').catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(TypeError);
  expect(isRetryable(wrong)).toBe(false);
});

it('the messages of a lost connection are those of the clients that are installed', () => {
  const require = createRequire(import.meta.url);
  const clickhouseClient = dirname(require.resolve('@clickhouse/client'));
  const timeout = readFileSync(join(clickhouseClient, 'connection', 'socket_pool.js'), 'utf8');
  const source = ['pg', 'pg-pool']
    .flatMap((name) => {
      const main = require.resolve(name, { paths: [require.resolve('pg')] });
      const files = name === 'pg' ? ['client.js', 'connection.js'] : ['index.js'];
      return files.map((file) => readFileSync(join(dirname(main), file), 'utf8'));
    })
    .join('\n');
  const all = `${source}\n${timeout}`.replaceAll('"', "'");
  for (const message of LOST_CONNECTION_MESSAGES) expect(all).toContain(`new Error('${message}'`);
});

it('a server that accepts a connection and says nothing becomes such an error', async () => {
  const sockets = new Set<{ destroy(): void }>();
  const silent = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const pool = createPool(`postgres://nobody@127.0.0.1:${port}/none`, {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  });
  try {
    const error = await pool.query('SELECT 1').catch((reason: unknown) => reason);
    expect(isRetryable(error), String(error)).toBe(true);
  } finally {
    await pool.end();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}, 15_000);

describe('an error of ClickHouse that passes', () => {
  it.each(['243', '75', '172', '204', '241', '252', '1001', '60', '81', '218'])('is number %s', (code) => {
    expect(isRetryable(clickhouse(code))).toBe(true);
    expect(toRefusal(clickhouse(code)).status).toBe(503);
  });

  it.each(['62', '47', '497'])('is not number %s', (code) => {
    expect(isRetryable(clickhouse(code))).toBe(false);
  });
});

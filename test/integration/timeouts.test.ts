import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import { stop } from '../../deploy/embedded/process.ts';
import { TcpProxy } from '../faults/tcp-proxy.ts';
import { loadPeople } from '../support/commands.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { launchExtraService } from '../support/extra-service.ts';
import { accept, endpoints, eventually, finished, sql } from '../support/product.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';
const courses = (username: string, count: number, prefix: string) =>
  HEADER +
  Array.from({ length: count }, (_, index) => `${username},${prefix}-${index},Safety,OJT,2020-01-01\n`).join(
    '',
  );

beforeAll(async () => {
  await loadPeople('acme', [{ username: 'tim.timeout', employeeId: null }]);
  await loadPeople('globex', [{ username: 'tia.timeout', employeeId: null }]);
});

describe("a service's session that stalls", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('stalled');
    await database.admin.query("INSERT INTO consumer_positions VALUES ('stalled', 0, 0, 'cluster')");
  });
  afterAll(() => database.drop());
  const move = "UPDATE consumer_positions SET next_offset = next_offset + 1 WHERE topic = 'stalled'";

  it('in a transaction is ended, and whoever waits for its locks goes on', async () => {
    const stalled = await database.service.connect();
    await stalled.query('BEGIN');
    await stalled.query(move);
    const began = Date.now();
    await database.service.query(move);
    // The 5 s that a session may be idle, and what a busy machine adds; by 10 s the wait itself would have been given
    // up.
    expect(Date.now() - began).toBeLessThan(9_500);
    const error = await stalled.query('COMMIT').catch((reason: unknown) => reason);
    expect(isRetryable(error), String(error)).toBe(true);
    stalled.release(true);
    const { rows } = await database.admin.query('SELECT next_offset::int AS next FROM consumer_positions');
    expect(rows).toEqual([{ next: 1 }]);
  });

  it('on a connection that carries nothing any more fails as a lost connection, which is not used again', async () => {
    const direct = new URL(serviceEnvironment('transcript-writer')['POSTGRES_URL'] ?? '');
    const proxy = await TcpProxy.to(Number(direct.port));
    direct.port = String(proxy.port);
    const pool = createPool(direct.href, {
      applicationName: 'test-dark',
      max: 1,
      onError: () => undefined,
      answerWithinMs: 500,
    });
    const backend = () =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        return rows[0]?.pid;
      });
    try {
      const first = await backend();
      proxy.delay(60_000);
      const error = await backend().catch((reason: unknown) => reason);
      expect(isRetryable(error), String(error)).toBe(true);
      proxy.delay(0);
      expect(await backend()).not.toBe(first);
    } finally {
      await pool.end();
      await proxy.close();
    }
  });

  it.each([
    ['lms_writer', 'transcript-writer', 'POSTGRES_URL', '5s'],
    ['lms_ingest', 'ingest', 'POSTGRES_URL', '5s'],
    ['lms_producer', 'ingest', 'POSTGRES_PRODUCER_URL', '5s'],
    ['lms_aggregator', 'aggregator', 'POSTGRES_URL', '10s'],
    ['lms_portal', 'portal', 'POSTGRES_URL', '5s'],
  ])('as %s has bounds of its own', async (role, service, setting, idle) => {
    const client = new pg.Client({ connectionString: serviceEnvironment(service)[setting] });
    await client.connect();
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT current_user AS role, current_setting('idle_in_transaction_session_timeout') AS idle,
         current_setting('lock_timeout') AS lock, current_setting('statement_timeout') <> '0' AS statement,
         current_setting('transaction_timeout') <> '0' AS transaction,
         current_setting('tcp_keepalives_idle') AS keepalive, current_setting('tcp_user_timeout') AS silence`,
    );
    await client.end();
    const bounds = { lock: '10s', statement: true, transaction: true, keepalive: '10', silence: '30000' };
    expect(rows).toEqual([{ role, idle, ...bounds }]);
  });
});

/** Freezes the product's writer at a moment when it holds locks in a transaction; tells its process id. */
async function freezeWriterInTransaction(): Promise<number> {
  const [pid] = endpoints().pids['transcript-writer'] ?? [];
  if (pid === undefined) throw new Error('No transcript-writer runs');
  const lock = new pg.Client({ connectionString: endpoints().postgres.url });
  await lock.connect();
  try {
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE outbox IN EXCLUSIVE MODE');
    // The outbox is the last that a batch writes: who waits for it holds its offset, its import and its courses.
    await eventually(
      () => writerSessions("wait_event_type = 'Lock'"),
      (sessions) => sessions > 0,
    );
    process.kill(pid, 'SIGSTOP');
    await lock.query('ROLLBACK');
  } finally {
    await lock.end();
  }
  await eventually(
    () => writerSessions("state = 'idle in transaction' AND backend_xid IS NOT NULL"),
    (sessions) => sessions > 0,
  );
  return pid;
}

async function writerSessions(condition: string): Promise<number> {
  const [row] = await sql<{ sessions: number }>(
    `SELECT count(*)::int AS sessions FROM pg_stat_activity
     WHERE application_name = 'transcript-writer' AND datname = current_database() AND ${condition}`,
  );
  return row?.sessions ?? 0;
}

/** The third field of its line in /proc; T: stopped by a signal. */
const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '')[0];

it('a writer frozen in a transaction does not hold up the small imports of another tenant', async () => {
  const large = await accept(courses('tim.timeout', 20_000, 'FROZEN'));
  const pid = await freezeWriterInTransaction();
  try {
    const second = await launchExtraService('transcript-writer');
    try {
      const small = await Promise.all(
        Array.from({ length: 8 }, (_, number) =>
          accept(courses('tia.timeout', 10, `SMALL-${number}`), { client: 'globex-hr' }),
        ),
      );
      for (const { id } of small) {
        const view = await finished(id, 'globex-hr', 45_000);
        expect(view).toMatchObject({ status: 'Complete', successes: 10 });
      }
      expect(stateOf(pid)).toBe('T');
    } finally {
      await stop(second, 'SIGTERM', 15_000);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(await finished(large.id)).toMatchObject({ status: 'Complete', successes: 20_000 });
  expect(endpoints().pids['transcript-writer']).toEqual([pid]);
});

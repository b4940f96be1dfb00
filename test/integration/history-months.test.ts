import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { prepareHistoryMonths } from '#shared/retention/prepare-history-months.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { readConfig as readAggregatorConfig } from '../../services/aggregator/config.ts';
import { dropHistoryMonths } from '../../services/aggregator/mirror/drop-history-months.ts';
import { readConfig as readIngestConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { clickhouse, endpoints, eventually, sql } from '../support/product.ts';

const PREFIX = `MONTHS-${randomUUID().slice(0, 8)}`;
const pools: Pool[] = [];
const open = (url: string): Pool => {
  const pool = createPool(url, { applicationName: 'test', max: 3, onError: () => undefined });
  pools.push(pool);
  return pool;
};
/** With the rights of whoever does it by itself. */
let ingest: Pool;
let aggregator: Pool;

beforeAll(() => {
  ingest = open(readIngestConfig(serviceEnvironment('ingest')).POSTGRES_PRODUCER_URL);
  aggregator = open(readAggregatorConfig(serviceEnvironment('aggregator')).POSTGRES_URL);
});
afterAll(async () => {
  await sql('DELETE FROM course_record_history WHERE starts_with(course_number, $1)', [PREFIX]);
  await historyMirrored();
  await Promise.all(pools.map((pool) => pool.end()));
});

async function insertLine(courseNumber: string, writtenAt: string): Promise<void> {
  await sql(
    `INSERT INTO course_record_history (tenant_id, person_id, course_number, course_name, course_type, completion_date, status,
       position_us, position_source, position_number, version, outcome, written_at, written_version)
     SELECT tenant_id, min(person_id), $1, 'Old', 'OJT', '2020-01-01', 'completed', 1, 0, 1, nextval('record_version'),
       'replaced', $2::timestamptz, nextval('record_version')
     FROM people GROUP BY tenant_id LIMIT 1`,
    [`${PREFIX}-${courseNumber}`, writtenAt],
  );
}

/** As it was made when it was the month. */
async function createMonth(name: string, from: string, to: string): Promise<void> {
  const part = `course_record_history_${name}`;
  await sql(
    `CREATE TABLE ${part} PARTITION OF course_record_history FOR VALUES FROM ('${from} 00:00Z') TO ('${to} 00:00Z')`,
  );
  await sql(`ALTER TABLE ${part} OWNER TO lms_owner`);
}

const stored = () =>
  sql<{ name: string }>(
    'SELECT course_number AS name FROM course_record_history WHERE starts_with(course_number, $1) ORDER BY 1',
    [PREFIX],
  );
const shown = () =>
  clickhouse<{ name: string }>(
    'SELECT course_number AS name FROM course_history WHERE startsWith(course_number, {prefix: String}) ORDER BY 1',
    { prefix: PREFIX },
  );
const named = (...names: string[]) => names.map((name) => ({ name: `${PREFIX}-${name}` }));

it('a month that nobody can undo any more is dropped from both databases, whole, and no other one', async () => {
  const now = new Date().toISOString();
  await createMonth('2001_02', '2001-02-01', '2001-03-01');
  await insertLine('PART', '2001-02-28 23:59:59.999999Z');
  await insertLine('NO-PART', '2001-04-01 00:00Z');
  await insertLine('KEPT', now);
  await historyMirrored();
  expect(await shown()).toEqual(named('KEPT', 'NO-PART', 'PART'));

  const dropped = await Promise.all([prepareHistoryMonths(ingest), prepareHistoryMonths(ingest)]);
  expect(dropped.toSorted()).toEqual([0, 1]);
  expect(await stored()).toEqual(named('KEPT'));
  const { url, database, username, password } = endpoints().clickhouse;
  await using mirror = createClickHouse(
    {
      CLICKHOUSE_URL: url,
      CLICKHOUSE_DATABASE: database,
      CLICKHOUSE_USERNAME: username,
      CLICKHOUSE_PASSWORD: password,
    },
    'test',
  );
  const context = { pool: aggregator, clickhouse: mirror, logger: createLogger('test', 'silent') };
  // Does nothing while lines are being copied.
  await eventually(
    async () => {
      await dropHistoryMonths(context);
      return shown();
    },
    (lines) => lines.length === 1,
  );
  expect(await shown()).toEqual(named('KEPT'));
});

it('the months to come, and those of before that are kept, are prepared for lines', async () => {
  const months = await sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
     WHERE inhparent = 'course_record_history'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1`,
  );
  const monthAt = (ahead: number) => {
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
    return `course_record_history_${month.toISOString().slice(0, 7).replace('-', '_')}`;
  };
  // Twice ninety days, which lie in seven months at most.
  expect(months.map(({ name }) => name)).toEqual(
    expect.arrayContaining([-5, -4, -3, -2, -1, 0, 1, 2].map(monthAt)),
  );
  const [protection] = await sql<{ unprotected: number }>(
    `SELECT count(*)::int AS unprotected FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
     WHERE inhparent = 'course_record_history'::regclass AND NOT (relrowsecurity AND relforcerowsecurity)`,
  );
  expect(protection?.unprotected).toBe(0);
});

it('whoever writes does not wait behind it: it gives up, and is tried again', async () => {
  await createMonth('2001_03', '2001-03-01', '2001-04-01');
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM course_record_history LIMIT 1');
  await expect(prepareHistoryMonths(ingest)).rejects.toMatchObject({ code: '55P03' });
  await client.query('COMMIT');
  await client.end();
  expect(await prepareHistoryMonths(ingest)).toBe(1);
});

it('what is gone stays gone, however long the period becomes', async () => {
  const since = async () => {
    await prepareHistoryMonths(ingest);
    const [kept] = await sql<{ since: string }>('SELECT since_us AS since FROM history_kept');
    return Number(kept?.since);
  };
  const before = await since();
  const periods = await sql<{ tenant_id: number; undo_days: number }>(
    'SELECT tenant_id, undo_days FROM tenants',
  );
  await sql('UPDATE tenants SET undo_days = 1');
  const shorter = await since();
  for (const { tenant_id, undo_days } of periods)
    await sql('UPDATE tenants SET undo_days = $2 WHERE tenant_id = $1', [tenant_id, undo_days]);
  expect(shorter).toBeGreaterThan(before);
  expect(await since()).toBe(shorter);
});

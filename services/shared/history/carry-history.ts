import type { ClickHouseClient } from '../clickhouse/client.ts';
import { untilInsertsEnd } from '../clickhouse/until-inserts-end.ts';
import type { Pool } from '../postgres/pool.ts';
import { inTransaction } from '../postgres/transaction.ts';
import { type EarlierRecord, parseEarlierRecord } from './earlier-lines.ts';
import { storeEarlierRecords } from './store-earlier-records.ts';

/** Holds `course_history` as it was before 0010_history_by_columns.sql, until it is carried to PostgreSQL. */
const BEFORE = 'course_history_before_0010';

/** Records in one transaction, and those of the last person of them: some twenty megabytes of memory. */
const PAGE = 10_000;

/**
 * After so long an insert by an aggregator of the version before, which has 60 s for its request, has ended: what it
 * began earlier can be seen.
 */
const SETTLED_SECONDS = 120;

/** Records of the past in ClickHouse that PostgreSQL may not have. */
interface Source {
  readonly table: string;
  /** SQL that leaves out others. */
  readonly condition: string;
}

/** A person; pages begin behind the last one of the page before. */
type Place = readonly [tenantId: number, personId: number];

/**
 * Carries what ClickHouse alone knew of the past, before 0010_history_by_columns.sql, to PostgreSQL, and drops it there:
 * aggregator copies it back from PostgreSQL. Services may run. Interrupted it begins again, and stores nothing twice.
 *
 * @returns how many lines PostgreSQL did not have
 */
export async function carryHistory(
  pool: Pool,
  clickhouse: ClickHouseClient,
  signal?: AbortSignal,
): Promise<number> {
  if (!(await exists(clickhouse, BEFORE))) return 0;
  // An insert that began before the tables were exchanged still goes into the old one.
  await untilInsertsEnd(clickhouse, 'course_history');
  const carried = await carry(pool, clickhouse, { table: BEFORE, condition: 'true' }, signal);
  await clickhouse.command({ query: `DROP TABLE IF EXISTS ${BEFORE} SYNC` });
  return carried;
}

/**
 * The same for what aggregators of the version before have inserted since, while they still ran beside this version.
 *
 * @returns how many lines PostgreSQL did not have
 */
export async function carryLeftOver(
  pool: Pool,
  clickhouse: ClickHouseClient,
  signal?: AbortSignal,
): Promise<number> {
  const answer = await clickhouse.query({
    query: `SELECT count() AS records, max(toUnixTimestamp(written_at)) AS latest FROM course_history
      WHERE notEmpty(record) AND written_at < now64(6) - INTERVAL ${SETTLED_SECONDS} SECOND`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ records: string; latest: number }>();
  if (row === undefined || Number(row.records) === 0) return 0;
  // With a DateTime, 26.7 finds no part: it takes seconds for the microseconds of the parts' ends.
  const condition = `notEmpty(record) AND written_at < toDateTime64(${Number(row.latest) + 1}, 6, 'UTC')`;
  const carried = await carry(pool, clickhouse, { table: 'course_history', condition }, signal);
  await clickhouse.command({ query: `ALTER TABLE course_history DELETE WHERE ${condition}` });
  return carried;
}

async function carry(
  pool: Pool,
  clickhouse: ClickHouseClient,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<number> {
  let carried = 0;
  let after: Place = [0, 0];
  while (true) {
    signal?.throwIfAborted();
    const last = await lastOfPage(clickhouse, source, after);
    if (last === undefined) return carried;
    const records = await readRecords(clickhouse, source, after, last);
    carried += await inTransaction(pool, (client) => storeEarlierRecords(client, records));
    after = last;
  }
}

/** The person with whom a page ends; all records of a person are in the same one. */
async function lastOfPage(
  clickhouse: ClickHouseClient,
  { table, condition }: Source,
  [tenant, person]: Place,
): Promise<Place | undefined> {
  const answer = await clickhouse.query({
    query: `SELECT tenant_id, toString(person_id) FROM (
        SELECT tenant_id, person_id FROM ${table}
        WHERE (tenant_id, person_id) > ({tenant: UInt32}, {person: UInt64}) AND ${condition}
        ORDER BY tenant_id, person_id LIMIT {page: UInt32})
      ORDER BY tenant_id DESC, person_id DESC LIMIT 1`,
    query_params: { tenant, person, page: PAGE },
    format: 'JSONCompactEachRow',
  });
  const [row] = await answer.json<[number, string]>();
  return row === undefined ? undefined : [row[0], Number(row[1])];
}

async function readRecords(
  clickhouse: ClickHouseClient,
  { table, condition }: Source,
  after: Place,
  last: Place,
): Promise<EarlierRecord[]> {
  const answer = await clickhouse.query({
    query: `SELECT record FROM ${table}
      WHERE (tenant_id, person_id) > ({tenant: UInt32}, {person: UInt64})
        AND (tenant_id, person_id) <= ({lastTenant: UInt32}, {lastPerson: UInt64}) AND ${condition}`,
    query_params: { tenant: after[0], person: after[1], lastTenant: last[0], lastPerson: last[1] },
    format: 'JSONCompactEachRow',
  });
  return (await answer.json<[string]>()).map(([record]) => parseEarlierRecord(record));
}

async function exists(clickhouse: ClickHouseClient, table: string): Promise<boolean> {
  const answer = await clickhouse.query({
    query: 'SELECT name FROM system.tables WHERE database = currentDatabase() AND name = {table: String}',
    query_params: { table },
    format: 'JSONEachRow',
  });
  return (await answer.json()).length > 0;
}

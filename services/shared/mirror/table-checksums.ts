import type { ClickHouseClient } from '../clickhouse/client.ts';
import type { Pool } from '../postgres/pool.ts';
import { readWithoutTimeouts } from './long-statement.ts';
import type { MirrorTable } from './mirror-tables.ts';

export interface Databases {
  readonly pool: Pool;
  readonly clickhouse: ClickHouseClient;
  readonly signal: AbortSignal;
}

/**
 * Parts of a tenant's rows that are not the same in both databases, each with how many rows it has and in which way it
 * differs.
 */
export type DifferingBuckets = ReadonlyMap<number, { readonly rows: number; readonly difference: string }>;

interface Bucket {
  readonly bucket: number;
  readonly rows: string;
  readonly checksum: string;
}

/**
 * Five bytes of a row's MD5: their sum stays below 2^64 for up to 16 million rows in one part, where ClickHouse's
 * numbers begin again; and of a million wrong rows, none is likely to go unseen.
 */
const HASH_BYTES = 5;

/** One thread: people's reports wait for the server, and no one waits for this. */
const CLICKHOUSE_THREADS = 1;

/**
 * Compares a tenant's rows in a table by number and checksum of their keys and versions, in one pass of each database.
 * What moves meanwhile may differ rightly; it does not differ twice in the same way.
 */
export async function differingBuckets(
  { pool, clickhouse, signal }: Databases,
  table: MirrorTable,
  tenantId: number,
): Promise<DifferingBuckets> {
  const mirrored = await clickhouseBuckets(clickhouse, table, tenantId, signal);
  const stored = await postgresBuckets(pool, table, tenantId, signal);
  const differing = new Map<number, { rows: number; difference: string }>();
  for (const bucket of new Set([...mirrored.keys(), ...stored.keys()])) {
    const [is, should] = [mirrored.get(bucket), stored.get(bucket)];
    if (is?.rows === should?.rows && is?.checksum === should?.checksum) continue;
    differing.set(bucket, {
      rows: Math.max(Number(is?.rows ?? 0), Number(should?.rows ?? 0)),
      difference: JSON.stringify([is?.rows, is?.checksum, should?.rows, should?.checksum]),
    });
  }
  return differing;
}

async function postgresBuckets(
  pool: Pool,
  table: MirrorTable,
  tenantId: number,
  signal: AbortSignal,
): Promise<Map<number, Bucket>> {
  const { bucket, key, version } = table.compared.postgres;
  const hash = `('x' || left(md5(${key} || ':' || ${version}), ${2 * HASH_BYTES}))::bit(${8 * HASH_BYTES})::bigint`;
  const rows = await readWithoutTimeouts(pool, signal, async (client) => {
    const answer = await client.query<Bucket>(
      `SELECT (${bucket})::int AS bucket, count(*)::text AS rows, sum(${hash})::text AS checksum
       FROM ${table.source} WHERE tenant_id = $1 AND ${table.mirrored} GROUP BY 1`,
      [tenantId],
    );
    return answer.rows;
  });
  return new Map(rows.map((row) => [row.bucket, row]));
}

async function clickhouseBuckets(
  clickhouse: ClickHouseClient,
  table: MirrorTable,
  tenantId: number,
  signal: AbortSignal,
): Promise<Map<number, Bucket>> {
  const { bucket, key, version } = table.compared.clickhouse;
  const hash = `reinterpretAsUInt64(reverse(substring(MD5(concat(${key}, ':', toString(${version}))), 1, ${HASH_BYTES})))`;
  const answer = await clickhouse.query({
    query: `SELECT toUInt32(${bucket}) AS bucket, toString(count()) AS rows, toString(sum(${hash})) AS checksum
      FROM ${table.name} FINAL WHERE tenant_id = {tenant: UInt32} GROUP BY bucket`,
    query_params: { tenant: tenantId },
    format: 'JSONEachRow',
    clickhouse_settings: { max_threads: CLICKHOUSE_THREADS },
    abort_signal: signal,
  });
  const rows = await answer.json<Bucket>();
  return new Map(rows.map((row) => [row.bucket, row]));
}

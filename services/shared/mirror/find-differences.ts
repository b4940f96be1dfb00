import type { Queryable } from '../postgres/pool.ts';
import { readWithoutTimeouts } from './long-statement.ts';
import type { MirrorTable } from './mirror-tables.ts';
import type { Databases, DifferingBuckets } from './table-checksums.ts';

/** A row, by its key as text and what it is located by. */
export interface NamedRow {
  readonly key: string;
  readonly locator: string;
  readonly version: number;
}

export interface Differences {
  /** Rows that PostgreSQL has, and ClickHouse has not or in another version, though aggregator has copied so far. */
  readonly missing: readonly NamedRow[];
  /** Rows that ClickHouse has, and PostgreSQL has not or in a lower version: they are of a history that was lost. */
  readonly strange: readonly NamedRow[];
}

/** Rows that are compared in memory at once: some tens of megabytes. */
const MAX_ROWS = 100_000;

/**
 * Names the rows that differ in parts of a tenant's rows, some parts at a time.
 *
 * @param untilMirrored waits until the mirror has all that is committed: rows must differ in the same way before and
 *   after. Without it, what is on its way counts as missing
 */
export async function* findDifferences(
  databases: Databases,
  table: MirrorTable,
  tenantId: number,
  buckets: DifferingBuckets,
  untilMirrored?: () => Promise<void>,
): AsyncGenerator<Differences> {
  for (const some of fewAtOnce(buckets)) {
    const found = await compare(databases, table, tenantId, some);
    if (untilMirrored === undefined || found.missing.length + found.strange.length === 0) yield found;
    else {
      await untilMirrored();
      yield inBoth(found, await compare(databases, table, tenantId, some));
    }
  }
}

function* fewAtOnce(buckets: DifferingBuckets): Generator<number[]> {
  let chosen: number[] = [];
  let rows = 0;
  for (const [bucket, { rows: more }] of buckets) {
    if (chosen.length > 0 && rows + more > MAX_ROWS) {
      yield chosen;
      chosen = [];
      rows = 0;
    }
    chosen.push(bucket);
    rows += more;
  }
  if (chosen.length > 0) yield chosen;
}

function inBoth(first: Differences, second: Differences): Differences {
  const nameOf = ({ key, version }: NamedRow): string => `${version} ${key}`;
  const missing = new Set(first.missing.map(nameOf));
  const strange = new Set(first.strange.map(nameOf));
  return {
    missing: second.missing.filter((row) => missing.has(nameOf(row))),
    strange: second.strange.filter((row) => strange.has(nameOf(row))),
  };
}

/**
 * PostgreSQL is asked how far the table is copied, then ClickHouse for its rows, then PostgreSQL for its own. ClickHouse is
 * given only what PostgreSQL has committed, so whatever PostgreSQL does not know afterwards is not on its way: it is no longer
 * true.
 */
async function compare(
  { pool, clickhouse, signal }: Databases,
  table: MirrorTable,
  tenantId: number,
  buckets: readonly number[],
): Promise<Differences> {
  const { column } = table.locator;
  const inMirror = table.compared.clickhouse;
  const copiedUpTo = await readCopiedUpTo(pool, table);
  const answer = await clickhouse.query({
    query: `SELECT ${inMirror.key}, toString(${column}), toString(${inMirror.version}) FROM ${table.name} FINAL
      WHERE tenant_id = {tenant: UInt32} AND ${inMirror.bucket} IN {buckets: Array(UInt32)}`,
    query_params: { tenant: tenantId, buckets },
    format: 'JSONCompactEachRow',
    abort_signal: signal,
  });
  const mirrored = toRows(await answer.json<[string, string, string]>());
  const inPostgres = table.compared.postgres;
  const stored = await readWithoutTimeouts(pool, signal, async (client) => {
    const { rows } = await client.query<[string, string, string]>({
      text: `SELECT ${inPostgres.key}, ${column}::text, ${inPostgres.version}::text FROM ${table.source}
       WHERE tenant_id = $1 AND ${inPostgres.bucket} = ANY($2::int[]) AND ${table.mirrored}`,
      values: [tenantId, buckets],
      rowMode: 'array',
    });
    return toRows(rows);
  });
  return {
    missing: [...stored.values()].filter(
      ({ key, version }) => version <= copiedUpTo && mirrored.get(key)?.version !== version,
    ),
    strange: [...mirrored.values()].filter(
      ({ key, version }) => version > (stored.get(key)?.version ?? Number.NEGATIVE_INFINITY),
    ),
  };
}

async function readCopiedUpTo(client: Queryable, { copiedUpTo }: MirrorTable): Promise<number> {
  if (copiedUpTo === undefined) return Number.POSITIVE_INFINITY;
  const { rows } = await client.query<{ version: string }>(`SELECT ${copiedUpTo}::text AS version`);
  return Number(rows[0]?.version ?? 0);
}

function toRows(rows: readonly [string, string, string][]): Map<string, NamedRow> {
  return new Map(
    rows.map(([key, locator, version]) => [key, { key, locator, version: Number(version) }] as const),
  );
}

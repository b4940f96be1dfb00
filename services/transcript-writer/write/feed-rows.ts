import type { Queryable } from '#shared/postgres/pool.ts';
import type { Row } from './row.ts';

/**
 * Remembers the numbered records of bounded feeds and returns those met for the first time: a producer may send each
 * again, in any order and on any partition. Two writers that meet on a number wait for each other here.
 */
export async function recordFeedRows(client: Queryable, rows: readonly Row[]): Promise<ReadonlySet<Row>> {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    if (row.identity.kind !== 'numbered') continue;
    const key = `${row.importInfo.importId} ${row.identity.rowNumber}`;
    // Of two in one batch the first counts, as it would have in two batches.
    if (!byKey.has(key)) byKey.set(key, row);
  }
  if (byKey.size === 0) return new Set();
  // In key order, so that two writers cannot deadlock.
  const offered = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const { rows: inserted } = await client.query<{ import_id: string; row_number: number }>(
    `INSERT INTO feed_rows (import_id, row_number, tenant_id)
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[])
     ON CONFLICT DO NOTHING
     RETURNING import_id, row_number`,
    [
      offered.map((row) => row.importInfo.importId),
      offered.map((row) => (row.identity.kind === 'numbered' ? row.identity.rowNumber : 0)),
      offered.map((row) => row.importInfo.tenantId),
    ],
  );
  const fresh = new Set<Row>();
  for (const { import_id, row_number } of inserted) {
    const row = byKey.get(`${import_id} ${row_number}`);
    if (row !== undefined) fresh.add(row);
  }
  return fresh;
}

import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Row } from './row.ts';

/**
 * Lets batches that take records of a tenant back write alone. To be called before the batch takes its version: a writer
 * that had an older one could add a record again that an undo has just removed under a newer one, and ClickHouse, which
 * keeps the highest version, would hide it for good.
 */
export async function lockTenants(client: Queryable, rows: readonly Row[]): Promise<void> {
  const tenants = new Map<number, boolean>();
  for (const { importInfo } of rows) {
    const { tenantId, undoes } = importInfo;
    tenants.set(tenantId, tenants.get(tenantId) === true || undoes !== undefined);
  }
  if (tenants.size === 0) return;
  // In the order of tenants, so that two batches cannot deadlock.
  const ordered = [...tenants].sort(([a], [b]) => a - b);
  await client.query(
    `SELECT CASE WHEN alone THEN pg_advisory_xact_lock($1::int, tenant_id)
       ELSE pg_advisory_xact_lock_shared($1::int, tenant_id) END
     FROM unnest($2::int[], $3::boolean[]) AS tenants (tenant_id, alone)`,
    [ADVISORY_LOCKS.tenantRecords, ordered.map(([tenantId]) => tenantId), ordered.map(([, alone]) => alone)],
  );
}

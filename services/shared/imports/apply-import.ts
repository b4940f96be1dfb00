import type { Queryable } from '../postgres/pool.ts';
import { advanceTenantClock } from '../tenants/tenant-clock.ts';
import { countChangedSince } from './changed-since.ts';
import { sameFile } from './same-file.ts';

/** A checked import to be imported. */
export interface CheckedImport {
  readonly importId: string;
  readonly tenantId: number;
}

/**
 * Imports what was checked: the import takes its place in the tenant's order now, and its rows are produced as those of
 * any other. It is read as it was checked, so that what was predicted comes of it. The check keeps how many of its
 * records were written since.
 *
 * To be called in a transaction that has locked the import and found that it waits to be imported.
 */
export async function applyImport(client: Queryable, { importId, tenantId }: CheckedImport): Promise<void> {
  await keepChangedSince(client, importId, tenantId);
  // Last of what takes long: it holds up every other acceptance of the tenant.
  const acceptedUs = await advanceTenantClock(client, tenantId);
  await client.query(
    `UPDATE imports SET status = 'in_progress', accepted_us = $2, successes = 0, failures = 0, skipped = 0,
       apply_after_check = false, same_file_as = ${sameFile('imports.original_sha256', 'imports.type')},
       last_updated = now(), revision = revision + 1
     WHERE import_id = $1`,
    [importId, acceptedUs],
  );
  await client.query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [
    importId,
    tenantId,
  ]);
  await client.query("SELECT pg_notify('import_changed', $1)", [`${tenantId}:${importId}`]);
}

async function keepChangedSince(client: Queryable, importId: string, tenantId: number): Promise<void> {
  const { rows } = await client.query<{ check_run: string | null }>(
    'SELECT check_run FROM imports WHERE import_id = $1',
    [importId],
  );
  const checkRun = rows[0]?.check_run ?? null;
  if (checkRun === null) return;
  const changedSince = await countChangedSince(client, { checkRun, tenantId });
  await client.query(
    "UPDATE import_checks SET result = result || jsonb_build_object('changedSince', $2::bigint) WHERE import_id = $1",
    [checkRun, changedSince],
  );
}

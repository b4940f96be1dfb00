import { LmsError } from '#shared/errors.ts';
import { IMPORT_COLUMNS, type ImportRow } from '#shared/imports/import-view.ts';
import type { Client } from '#shared/postgres/pool.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';

/**
 * Begins to check an import that is `checking`: its rows take the way of any import's, under a row of imports of their
 * own. To be called in the transaction that gave the import its parse settings.
 *
 * @returns the import
 */
export async function startCheckRun(client: Client, tenantId: number, importId: string): Promise<ImportRow> {
  // No two imports share a time; this one orders nothing.
  const acceptedUs = await advanceTenantClock(client, tenantId);
  const { rows } = await client.query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, total, original_key,
       original_bytes, original_sha256, parse_settings, language, check_of)
     SELECT tenant_id, type, source, file_name, initiated_by, $2, total, original_key,
       original_bytes, original_sha256, parse_settings, language, import_id
     FROM imports WHERE import_id = $1
     RETURNING import_id`,
    [importId, acceptedUs],
  );
  const checkRun = rows[0]?.import_id;
  await client.query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [
    checkRun,
    tenantId,
  ]);
  const changed = await client.query<ImportRow>(
    `UPDATE imports SET check_run = $2 WHERE import_id = $1 RETURNING ${IMPORT_COLUMNS}`,
    [importId, checkRun],
  );
  const [row] = changed.rows;
  if (row === undefined) throw new LmsError('unexpected', `There is no import ${importId} to check`);
  return row;
}

/** Ends check runs of an import that still run; retention removes them. */
export async function cancelCheckRuns(client: Client, importId: string): Promise<void> {
  await client.query(
    `UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, now())
     WHERE check_of = $1 AND status = 'in_progress'`,
    [importId],
  );
}

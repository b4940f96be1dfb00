import { LmsError } from '#shared/errors.ts';
import { UNAPPLIED_STATUSES, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';

/** A tenant that is to be deleted, or whose deletion was interrupted. */
export interface TenantDeletion {
  readonly tenantId: number;
  readonly slug: string;
  readonly isBegun: boolean;
}

/** @throws LmsError `configuration` when there is no such tenant */
export async function findDeletion(client: Queryable, slug: string): Promise<TenantDeletion> {
  const { rows } = await client.query<{ tenant_id: number; begun: boolean }>(
    `SELECT tenant_id, true AS begun FROM tenant_deletions WHERE slug = $1 AND completed_at IS NULL
     UNION ALL SELECT tenant_id, false FROM tenants WHERE slug = $1`,
    [slug],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('configuration', `There is no tenant ${slug}.`);
  return { tenantId: row.tenant_id, slug, isBegun: row.begun };
}

/** What there is of a tenant, to be shown before it is deleted. */
export async function holdings(
  client: Queryable,
  tenantId: number,
): Promise<{ people: number; records: number; imports: number }> {
  const { rows } = await client.query<{ people: number; records: number; imports: number }>(
    `SELECT (SELECT count(*) FROM people WHERE tenant_id = $1) AS people,
       (SELECT count(*) FROM course_records WHERE tenant_id = $1)
         + (SELECT count(*) FROM certification_records WHERE tenant_id = $1) AS records,
       (SELECT count(*) FROM imports WHERE tenant_id = $1 AND ${VISIBLE_IMPORT}) AS imports`,
    [tenantId],
  );
  return rows[0] ?? { people: 0, records: 0, imports: 0 };
}

/**
 * From here on the deletion can be completed whatever happens, and the tenant is nobody's: its slug, by which every caller
 * and feed finds it, is taken away. Imports of files, and undos, that run are cancelled, and what was only checked is discarded.
 */
export function beginDeletion(pool: Pool, { tenantId, slug }: TenantDeletion): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query(
      'INSERT INTO tenant_deletions (tenant_id, slug) VALUES ($1, $2) ON CONFLICT (tenant_id) DO NOTHING',
      [tenantId, slug],
    );
    await client.query("UPDATE tenants SET slug = 'deleted-' || tenant_id WHERE tenant_id = $1", [tenantId]);
    await client.query('DELETE FROM browser_sessions WHERE tenant_id = $1', [tenantId]);
    await client.query(
      `UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, now())
       WHERE tenant_id = $1 AND source <> 'feed' AND status = 'in_progress'`,
      [tenantId],
    );
    // Otherwise one whose check ends now could be imported.
    await client.query(
      `UPDATE imports SET status = 'discarded', last_updated = now(), revision = revision + 1
       WHERE tenant_id = $1 AND status = ANY($2)`,
      [tenantId, UNAPPLIED_STATUSES],
    );
  });
}

export async function completeDeletion(client: Queryable, tenantId: number): Promise<void> {
  await client.query('UPDATE tenant_deletions SET completed_at = now() WHERE tenant_id = $1', [tenantId]);
}

import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';

/** @throws Refusal `not-found` when there is no such import, or no inspection of it: a feed, or its file was removed */
export async function getInspection(pool: Pool, tenant: Tenant, id: string): Promise<Inspection> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<{ inspection: Inspection | null }>(
      `SELECT inspection FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    ),
  );
  const inspection = rows[0]?.inspection;
  if (inspection == null) throw new Refusal('not-found', message('problems.no-inspection'));
  return inspection;
}

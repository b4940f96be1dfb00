import { recordAudit } from '#shared/audit/audit-log.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import {
  IMPORT_COLUMNS,
  type ImportRow,
  type ImportView,
  toImportView,
} from '#shared/imports/import-view.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller } from '../http/caller.ts';

/** Opens a feed that will have an end: records that carry its id belong to it from now on. */
export async function openFeed(pool: Pool, caller: Caller, type: RecordType): Promise<ImportView> {
  const { tenant, subject } = caller;
  const row = await asTenant(pool, tenant.slug, async (client) => {
    const acceptedUs = await advanceTenantClock(client, tenant.id);
    const { rows } = await client.query<ImportRow>(
      `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, missing)
       VALUES ($1, $2, 'feed', $3, $4, 0) RETURNING ${IMPORT_COLUMNS}`,
      [tenant.id, type, subject, acceptedUs],
    );
    const [opened] = rows;
    if (opened === undefined) throw new LmsError('unexpected', 'An INSERT returned no row');
    await audit(client, caller, 'feed.opened', opened.import_id);
    return opened;
  });
  return toImportView(row);
}

/**
 * Takes a producer's word that a feed has `total` records; those still on their way are counted as before.
 *
 * @throws Refusal `not-found` when it is no bounded feed of the tenant, `already-finished` when it was closed before
 */
export async function closeFeed(pool: Pool, caller: Caller, id: string, total: number): Promise<ImportView> {
  const { tenant } = caller;
  const row = await asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<ImportRow>(
      `UPDATE imports SET feed_closed_at = now(), total = $3, last_updated = now(), revision = revision + 1
       WHERE tenant_id = $1 AND import_id = $2 AND source = 'feed' AND feed_day IS NULL
         AND status = 'in_progress' AND feed_closed_at IS NULL
       RETURNING ${IMPORT_COLUMNS}`,
      [tenant.id, id, total],
    );
    const [closed] = rows;
    if (closed === undefined) await mustBeBoundedFeed(client, caller, id);
    else {
      await audit(client, caller, 'feed.closed', id);
      await client.query("SELECT pg_notify('import_changed', $1)", [`${tenant.id}:${id}`]);
    }
    return closed;
  });
  if (row === undefined) throw new Refusal('already-finished', message('problems.feed-over'));
  return toImportView(row);
}

async function mustBeBoundedFeed(client: Client, { tenant }: Caller, id: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM imports WHERE tenant_id = $1 AND import_id = $2 AND source = 'feed' AND feed_day IS NULL`,
    [tenant.id, id],
  );
  if (rows.length === 0) throw new Refusal('not-found', message('problems.no-such-feed'));
}

function audit(
  client: Client,
  { tenant, subject }: Caller,
  action: 'feed.opened' | 'feed.closed',
  importId: string,
): Promise<void> {
  return recordAudit(client, { tenantId: tenant.id, actor: subject, action, importId });
}

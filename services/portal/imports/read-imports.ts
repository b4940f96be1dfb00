import { recordAudit } from '#shared/audit/audit-log.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import {
  FAILURES_OF,
  IMPORT_COLUMNS,
  type ImportRow,
  type ImportStatus,
  type ImportView,
  isUnapplied,
  toImportView,
  VISIBLE_IMPORT,
} from '#shared/imports/import-view.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller, Tenant } from '../http/caller.ts';

/** An import of the tenant. @throws Refusal `not-found` */
export async function getImport(pool: Pool, tenant: Tenant, id: string): Promise<ImportView> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<ImportRow>(
      `SELECT ${IMPORT_COLUMNS} FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    ),
  );
  return toImportView(found(rows[0]));
}

/** All that was chosen about an import. @throws Refusal `not-found` */
export async function getSettings(pool: Pool, tenant: Tenant, id: string): Promise<ImportSettings> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<{ settings: ImportSettings }>(
      `SELECT settings FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    ),
  );
  return found(rows[0]).settings;
}

/**
 * Asks for an import to be stopped. Asking again changes nothing. The running entry of a feed cannot be stopped:
 * the tenant's system would keep sending, and its records of the day would be lost one by one.
 *
 * @throws Refusal `not-found`, `already-finished`, or `not-cancellable`
 */
export async function cancelImport(
  pool: Pool,
  { tenant, subject }: Pick<Caller, 'tenant' | 'subject'>,
  id: string,
): Promise<ImportView> {
  const row = await asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<ImportRow & { is_first: boolean }>(
      `UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, now())
       WHERE tenant_id = $1 AND import_id = $2 AND status = 'in_progress' AND feed_day IS NULL
         AND check_of IS NULL
       RETURNING ${IMPORT_COLUMNS}, old.cancel_requested_at IS NULL AS is_first`,
      [tenant.id, id],
    );
    if (rows[0] === undefined) await mustNotRun(client, tenant, id);
    else if (rows[0].is_first) {
      await recordAudit(client, {
        tenantId: tenant.id,
        actor: subject,
        action: 'import.cancelled',
        importId: id,
      });
    }
    return rows[0];
  });
  if (row === undefined) {
    throw new Refusal('already-finished', message('problems.already-finished'));
  }
  return toImportView(row);
}

async function mustNotRun(client: Queryable, tenant: Tenant, id: string): Promise<void> {
  const { rows } = await client.query<{ status: ImportStatus }>(
    `SELECT status FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
    [tenant.id, id],
  );
  const { status } = found(rows[0]);
  if (status === 'in_progress') {
    throw new Refusal('not-cancellable', message('problems.cancel-of-running-feed'));
  }
  if (isUnapplied(status)) {
    throw new Refusal('not-cancellable', message('problems.cancel-of-nothing'));
  }
}

/** Whose failures an import shows, and what their messages are written in. */
export interface ShownFailures {
  /** The import itself, or its check run as long as it is not applied: that has the failures as they would be. */
  readonly importId: string;
  readonly language: Language;
}

/** @throws Refusal `not-found` */
export async function whoseFailures(client: Queryable, tenant: Tenant, id: string): Promise<ShownFailures> {
  const { rows } = await client.query<{ failures_of: string | null; language: Language }>(
    `SELECT ${FAILURES_OF} AS failures_of, language FROM imports
     WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
    [tenant.id, id],
  );
  const { failures_of: importId, language } = found(rows[0]);
  return { importId: importId ?? id, language };
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
  return row;
}

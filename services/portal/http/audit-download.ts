import { type AuditEvent, recordAudit } from '#shared/audit/audit-log.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Caller } from './caller.ts';

/** Writes down that the caller downloads something; before its first byte, since it cannot be taken back. */
export function auditDownload(
  pool: Pool,
  { tenant, subject: actor }: Caller,
  download: Pick<AuditEvent, 'action' | 'importId' | 'subject'>,
): Promise<void> {
  return asTenant(pool, tenant.slug, (client) =>
    recordAudit(client, { tenantId: tenant.id, actor, ...download }),
  );
}

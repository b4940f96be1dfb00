import type { Queryable } from '../postgres/pool.ts';
import type { AuditAction } from './audit-actions.ts';

export interface AuditEvent {
  readonly tenantId: number;
  /** Who did it: a username or a program's id. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly importId?: string;
  /** What else it was done to: a report's name, a person's id; never a person's name. */
  readonly subject?: string;
}

/**
 * Writes down who did what. To be called in the transaction that does it, or before what cannot be taken back, such
 * as a download: what is not written down must not happen.
 */
export async function recordAudit(client: Queryable, event: AuditEvent): Promise<void> {
  await client.query(
    'INSERT INTO audit_events (tenant_id, actor, action, import_id, subject) VALUES ($1, $2, $3, $4, $5)',
    [event.tenantId, event.actor, event.action, event.importId ?? null, event.subject ?? null],
  );
}

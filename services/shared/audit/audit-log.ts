import type { Queryable } from '../postgres/pool.ts';

/** What is written down; the latest `audit_events_action_check` of schemas/postgres has the same list. */
export type AuditAction =
  | 'import.uploaded'
  | 'import.cancelled'
  | 'import.applied'
  | 'import.approved'
  | 'import.discarded'
  | 'import.settings-changed'
  | 'import.undone'
  | 'record.undone'
  | 'original.downloaded'
  | 'errors.downloaded'
  | 'results.downloaded'
  | 'report.downloaded'
  | 'feed.opened'
  | 'feed.closed'
  | 'files.removed'
  | 'person.deleted'
  | 'sessions.revoked'
  | 'mapping.created'
  | 'mapping.changed'
  | 'mapping.deleted'
  | 'webhook.created'
  | 'webhook.changed'
  | 'webhook.deleted'
  | 'webhook.secret-rotated'
  | 'delivery.sent-again';

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

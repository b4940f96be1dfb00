import { z } from 'zod';
import type { AuditAction } from '#shared/audit/audit-actions.ts';
import type { AuditEventView } from '#shared/audit/audit-view.ts';
import { personName, usernameOrName } from '#shared/people/name-sql.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { containsPattern } from '../http/like.ts';

export interface AuditFilters {
  /** A part of the username or of the name of who did it, whatever the case. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly importId?: string | undefined;
  /** Microseconds since 1970, inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

interface AuditRow {
  readonly event_id: number;
  readonly occurred_us: number;
  readonly occurred_at: Date;
  readonly actor: string;
  readonly actor_name: string | null;
  readonly action: AuditAction;
  readonly import_id: string | null;
  readonly file_name: string | null;
  readonly subject: string | null;
}

const LIST = 'audit';
const cursorKey = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

const COLUMNS = `event_id, (extract(epoch FROM occurred_at) * 1000000)::bigint AS occurred_us, occurred_at, actor,
  ${personName('audit_events', 'actor')} AS actor_name, action, import_id,
  (SELECT file_name FROM imports WHERE imports.import_id = audit_events.import_id
    AND imports.tenant_id = audit_events.tenant_id AND imports.status <> 'discarded') AS file_name, subject`;

/** A page of what was done in the tenant, the latest first. */
export async function listAuditEvents(
  pool: Pool,
  tenant: Tenant,
  filters: AuditFilters,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: readonly AuditEventView[]; next: string | null }> {
  const values: unknown[] = [tenant.id];
  const conditions = ['tenant_id = $1'];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const instant = (microseconds: number): string =>
    `'epoch'::timestamptz + ${bind(microseconds)}::bigint * interval '1 microsecond'`;
  const { actor, action, importId, from, to } = filters;
  if (actor !== undefined) {
    conditions.push(usernameOrName('audit_events', 'actor', bind(containsPattern(actor))));
  }
  if (action !== undefined) conditions.push(`action = ${bind(action)}`);
  if (importId !== undefined) conditions.push(`import_id = ${bind(importId)}`);
  if (from !== undefined) conditions.push(`occurred_at >= ${instant(from)}`);
  if (to !== undefined) conditions.push(`occurred_at <= ${instant(to)}`);
  if (page.cursor !== undefined) {
    const [microseconds, id] = decodeCursor(LIST, cursorKey, page.cursor);
    conditions.push(`(occurred_at, event_id) < (${instant(microseconds)}, ${bind(id)})`);
  }
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<AuditRow>(
      `SELECT ${COLUMNS} FROM audit_events WHERE ${conditions.join(' AND ')}
       ORDER BY occurred_at DESC, event_id DESC LIMIT ${page.limit + 1}`,
      values,
    ),
  );
  const { items, next } = pageOf(rows, page.limit, (last) =>
    encodeCursor(LIST, [last.occurred_us, last.event_id]),
  );
  return { items: items.map(toView), next };
}

function toView(row: AuditRow): AuditEventView {
  return {
    id: String(row.event_id),
    occurredAt: row.occurred_at.toISOString(),
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    importId: row.import_id,
    fileName: row.file_name,
    subject: row.subject,
  };
}

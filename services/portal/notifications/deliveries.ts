import { z } from 'zod';
import { recordAudit } from '#shared/audit/audit-log.ts';
import type { EventType } from '#shared/events/event-types.ts';
import type { AttemptView, DeliveryView } from '#shared/events/notification-views.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { pausedRefusal } from './webhooks.ts';

interface DeliveryRow {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly type: EventType;
  readonly import_id: string | null;
  readonly channel: DeliveryView['channel'];
  readonly webhook_id: string | null;
  readonly recipient: string;
  readonly status: DeliveryView['status'];
  readonly next_attempt_at: Date | null;
  readonly attempts: readonly (Omit<AttemptView, 'status' | 'error'> & Partial<AttemptView>)[];
  readonly created_at: Date;
}

const SELECT = `SELECT delivery_id, event_id, type, import_id, channel, webhook_id, coalesce(url, username, '') AS recipient,
    status, CASE WHEN status = 'pending' AND next_attempt_at < 'infinity' THEN next_attempt_at END AS next_attempt_at,
    attempts, deliveries.created_at
  FROM deliveries JOIN events USING (event_id) LEFT JOIN webhooks USING (webhook_id)
    LEFT JOIN people ON people.tenant_id = deliveries.tenant_id AND people.person_id = deliveries.person_id
  WHERE deliveries.tenant_id = $1`;

const LIST = 'deliveries';
const key = z.tuple([z.guid()]);

/** A page of the tenant's deliveries, the newest first. @throws Refusal `invalid-parameter` for another list's cursor */
export async function listDeliveries(
  pool: Pool,
  { tenant }: Caller,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: DeliveryView[]; next: string | null }> {
  const [after] = cursor === undefined ? [null] : decodeCursor(LIST, key, cursor);
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<DeliveryRow>(
      `${SELECT} AND ($2::uuid IS NULL OR delivery_id < $2) ORDER BY delivery_id DESC LIMIT $3`,
      [tenant.id, after, limit + 1],
    ),
  );
  const { items, next } = pageOf(rows, limit, (last) => encodeCursor(LIST, [last.delivery_id]));
  return { items: items.map(toView), next };
}

/** @throws Refusal `not-found` */
export async function getDelivery(pool: Pool, { tenant }: Caller, id: string): Promise<DeliveryView> {
  return asTenant(pool, tenant.slug, (client) => readDelivery(client, tenant, id));
}

/**
 * Sends a delivery again, under the id of its event, or now instead of after its pause.
 *
 * @throws Refusal `not-found` or `webhook-paused`
 */
export function replayDelivery(pool: Pool, { tenant, subject }: Caller, id: string): Promise<DeliveryView> {
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<{ state: string | null; event_id: string }>(
      `SELECT state, event_id FROM deliveries LEFT JOIN webhooks USING (webhook_id)
       WHERE deliveries.tenant_id = $1 AND delivery_id = $2`,
      [tenant.id, id],
    );
    const [row] = rows;
    if (row === undefined) throw notFound();
    if (row.state === 'paused') throw pausedRefusal();
    // An attempt under way goes on; its end decides as always.
    await client.query(
      `UPDATE deliveries SET status = 'pending', tries = 0, next_attempt_at = now()
       WHERE tenant_id = $1 AND delivery_id = $2 AND (lease_until IS NULL OR lease_until <= now())`,
      [tenant.id, id],
    );
    await recordAudit(client, {
      tenantId: tenant.id,
      actor: subject,
      action: 'delivery.sent-again',
      subject: id,
    });
    return readDelivery(client, tenant, id);
  });
}

async function readDelivery(client: Queryable, tenant: Tenant, id: string): Promise<DeliveryView> {
  const { rows } = await client.query<DeliveryRow>(`${SELECT} AND delivery_id = $2`, [tenant.id, id]);
  const [row] = rows;
  if (row === undefined) throw notFound();
  return toView(row);
}

function toView(row: DeliveryRow): DeliveryView {
  return {
    id: row.delivery_id,
    eventId: row.event_id,
    type: row.type,
    importId: row.import_id,
    channel: row.channel,
    webhookId: row.webhook_id,
    recipient: row.recipient,
    status: row.status,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    attempts: row.attempts.map(({ at, milliseconds, status = null, error = null }) => ({
      at,
      milliseconds,
      status,
      error,
    })),
    createdAt: row.created_at.toISOString(),
  };
}

function notFound(): Refusal {
  return new Refusal('not-found', message('problems.no-such-delivery'));
}

import { insertEvents } from '#shared/events/record-events.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import type { Attempt } from './attempt.ts';
import type { LeasedDelivery } from './lease-deliveries.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds before each next attempt: soon at first, since most faults are short, and for a day in all. */
export const PAUSES = [
  20,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
  27_520,
] as const;

/** How long a webhook may fail before it is paused. */
const FAILING_HOURS = 24;

/** What the log of a delivery keeps; who sends it again and again loses the oldest. */
const MAX_ATTEMPTS = 50;

/** How the attempt ended, and when it began. */
export interface EndedAttempt extends Attempt {
  readonly at: Date;
  readonly milliseconds: number;
}

/**
 * Writes down how an attempt ended, and when the next one is due. A webhook that has failed for a day is paused, and its
 * tenant's admins get a notice. Nothing happens when somebody else has the lease by now.
 *
 * @returns what became of the delivery; undefined when the lease was lost
 */
export function settleDelivery(
  pool: Pool,
  delivery: LeasedDelivery,
  attempt: EndedAttempt,
): Promise<'delivered' | 'pending' | 'failed' | undefined> {
  const status = statusAfter(delivery, attempt);
  return inTransaction(pool, async (client) => {
    // The webhook first, as the portal does, whose lock its deliveries' deletion waits for.
    if (delivery.webhook_id !== null)
      await client.query('SELECT FROM webhooks WHERE webhook_id = $1 FOR NO KEY UPDATE', [
        delivery.webhook_id,
      ]);
    const { isFinal: _, ...kept } = attempt;
    const { rowCount } = await client.query(
      `UPDATE deliveries SET status = $3, tries = tries + 1, lease_until = NULL,
         next_attempt_at = CASE WHEN next_attempt_at = 'infinity' THEN next_attempt_at
           ELSE now() + make_interval(secs => $4) END,
         attempts = CASE WHEN jsonb_array_length(attempts) >= ${MAX_ATTEMPTS} THEN attempts - 0 ELSE attempts END
           || jsonb_build_array($5::jsonb)
       WHERE delivery_id = $1 AND fencing_token = $2 AND status = 'pending'`,
      [
        delivery.delivery_id,
        delivery.fencing_token,
        status,
        PAUSES[delivery.tries] ?? 0,
        JSON.stringify(kept),
      ],
    );
    if (rowCount === 0) return undefined;
    if (delivery.webhook_id !== null) await settleWebhook(client, delivery, delivery.webhook_id, attempt);
    return status;
  });
}

function statusAfter(
  { tries }: LeasedDelivery,
  { error, isFinal }: Attempt,
): 'delivered' | 'pending' | 'failed' {
  if (error === undefined) return 'delivered';
  return isFinal === true || tries >= PAUSES.length ? 'failed' : 'pending';
}

async function settleWebhook(
  client: Client,
  { tenant_id: tenantId, url }: LeasedDelivery,
  webhookId: string,
  { error }: Attempt,
): Promise<void> {
  if (error === undefined) {
    await client.query(
      'UPDATE webhooks SET failing_since = NULL WHERE webhook_id = $1 AND failing_since IS NOT NULL',
      [webhookId],
    );
    return;
  }
  const { rows } = await client.query<{ failing_since: Date; is_dead: boolean }>(
    `UPDATE webhooks SET failing_since = coalesce(failing_since, now()) WHERE webhook_id = $1 AND state = 'active'
     RETURNING failing_since, failing_since <= now() - make_interval(hours => ${FAILING_HOURS}) AS is_dead`,
    [webhookId],
  );
  const [row] = rows;
  if (row === undefined || !(row.is_dead || error === 'gone')) return;
  const because = error === 'gone' ? 'gone' : 'failing';
  await client.query(
    `UPDATE webhooks SET state = 'paused', paused_because = $2, updated_at = now() WHERE webhook_id = $1`,
    [webhookId, because],
  );
  await client.query(
    `UPDATE deliveries SET next_attempt_at = 'infinity' WHERE webhook_id = $1 AND status = 'pending'`,
    [webhookId],
  );
  const data = { webhookId, host: new URL(url ?? '').host, because, failingSince: row.failing_since };
  await insertEvents(client, [{ tenantId, type: 'webhook.paused', importId: null, actor: 'delivery', data }]);
}

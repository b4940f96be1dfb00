import { foldUsername } from '#shared/people/username.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { EMAIL_EVENT_TYPES } from './email-text.ts';

/** Events in one transaction. */
const PAGE = 100;

interface UnpreparedEvent {
  readonly event_id: string;
  readonly tenant_id: number;
  readonly type: string;
  readonly actor: string;
}

/**
 * Makes the deliveries of new events: one for each webhook that wants them, and one for whoever started the import if they
 * are an admin with an e-mail address. Once for each event, however often it dies on the way; several processes may do it at once.
 *
 * @returns how many events were prepared
 */
export async function prepareDeliveries(pool: Pool, hasEmail: boolean): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows: events } = await client.query<UnpreparedEvent>(
      `SELECT event_id, tenant_id, type, actor FROM events WHERE prepared_at IS NULL
       ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [PAGE],
    );
    if (events.length === 0) return 0;
    const ids = events.map(({ event_id }) => event_id);
    // What comes while a webhook is paused waits for it. Locked, so that whoever resumes it finds what was made before.
    await client.query(
      `INSERT INTO deliveries (tenant_id, event_id, channel, webhook_id, next_attempt_at)
       SELECT tenant_id, event_id, 'webhook', webhook_id, CASE WHEN state = 'paused' THEN 'infinity' ELSE now() END
       FROM (
         SELECT events.tenant_id, event_id, webhook_id, state
         FROM events JOIN webhooks ON webhooks.tenant_id = events.tenant_id AND events.type = ANY(types)
         WHERE event_id = ANY($1::uuid[]) FOR SHARE OF webhooks
       ) AS wanted
       ON CONFLICT DO NOTHING`,
      [ids],
    );
    if (hasEmail)
      await prepareEmails(
        client,
        events.filter(({ type }) => EMAIL_EVENT_TYPES.includes(type)),
      );
    await client.query('UPDATE events SET prepared_at = now() WHERE event_id = ANY($1::uuid[])', [ids]);
    return events.length;
  });
}

async function prepareEmails(client: Client, events: readonly UnpreparedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `INSERT INTO deliveries (tenant_id, event_id, channel, person_id)
     SELECT people.tenant_id, event_id, 'email', person_id
     FROM unnest($1::uuid[], $2::int[], $3::text[]) AS event (event_id, tenant_id, username_folded)
       JOIN people USING (tenant_id, username_folded)
     WHERE email <> '' AND role = 'admin'
     ON CONFLICT DO NOTHING`,
    [
      events.map(({ event_id }) => event_id),
      events.map(({ tenant_id }) => tenant_id),
      events.map(({ actor }) => foldUsername(actor)),
    ],
  );
}

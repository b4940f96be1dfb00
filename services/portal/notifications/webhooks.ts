import { randomBytes } from 'node:crypto';
import type { AuditAction } from '#shared/audit/audit-actions.ts';
import { recordAudit } from '#shared/audit/audit-log.ts';
import type { WebhookView, WebhookWithSecret } from '#shared/events/notification-views.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller } from '../http/caller.ts';
import type { NewWebhook, WebhookChange } from './webhook-body.ts';
import { toWebhookView, WEBHOOK_COLUMNS, type WebhookRow } from './webhook-view.ts';

/** A tenant's programs share what they get; each more is sent everything once more. */
const MAX_WEBHOOKS = 5;

/** Tests within ten minutes. Each is kept for a month; a program that made them in a loop would fill the disk. */
const MAX_TESTS = 20;

/** Standard Webhooks wants 24 bytes at least. */
const SECRET_BYTES = 32;

/** The tenant's webhooks, the oldest first. */
export async function listWebhooks(pool: Pool, { tenant }: Caller): Promise<{ items: WebhookView[] }> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<WebhookRow>(
      `SELECT ${WEBHOOK_COLUMNS} FROM webhooks WHERE tenant_id = $1 ORDER BY webhook_id`,
      [tenant.id],
    ),
  );
  return { items: rows.map(toWebhookView) };
}

/**
 * Makes a webhook. Nobody is shown its secret again.
 *
 * @throws Refusal `too-many-webhooks`
 */
export function createWebhook(pool: Pool, caller: Caller, body: NewWebhook): Promise<WebhookWithSecret> {
  const { tenant, subject } = caller;
  const secret = newSecret();
  return asTenant(pool, tenant.slug, async (client) => {
    // Of two calls at once the second counts the first one's.
    await client.query('SELECT FROM tenants WHERE tenant_id = $1 FOR NO KEY UPDATE', [tenant.id]);
    const { rows } = await client.query<WebhookRow>(
      `INSERT INTO webhooks (tenant_id, url, types, secret, created_by)
       SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM webhooks WHERE tenant_id = $1) < ${MAX_WEBHOOKS}
       RETURNING ${WEBHOOK_COLUMNS}`,
      [tenant.id, body.url, body.types, secret, subject],
    );
    const [row] = rows;
    if (row === undefined) {
      throw new Refusal(
        'too-many-webhooks',
        message('problems.too-many-webhooks', { most: String(MAX_WEBHOOKS) }),
      );
    }
    await audit(client, caller, 'webhook.created', row.webhook_id);
    return { ...toWebhookView(row), secret };
  });
}

/**
 * Changes a webhook. Resumed, it gets what waited for it, and is tried from the beginning again.
 *
 * @throws Refusal `not-found`
 */
export function changeWebhook(
  pool: Pool,
  caller: Caller,
  id: string,
  change: WebhookChange,
): Promise<WebhookView> {
  const { tenant } = caller;
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<WebhookRow & { was: string }>(
      `UPDATE webhooks SET url = coalesce($3, url), types = coalesce($4, types), state = coalesce($5, state),
         paused_because = CASE coalesce($5, state) WHEN 'paused' THEN coalesce(paused_because, 'requested') END,
         failing_since = CASE WHEN $5 = 'active' OR $3 <> url THEN NULL ELSE failing_since END,
         updated_at = now()
       WHERE tenant_id = $1 AND webhook_id = $2 RETURNING ${WEBHOOK_COLUMNS}`,
      [tenant.id, id, change.url ?? null, change.types ?? null, change.state ?? null],
    );
    const row = found(rows[0]);
    if (change.state !== undefined) {
      await client.query(
        `UPDATE deliveries SET next_attempt_at = CASE $3 WHEN 'paused' THEN 'infinity' ELSE now() END, tries = 0
         WHERE tenant_id = $1 AND webhook_id = $2 AND status = 'pending'`,
        [tenant.id, id, change.state],
      );
    }
    await audit(client, caller, 'webhook.changed', id);
    return toWebhookView(row);
  });
}

/**
 * Gives a webhook another secret. The one before signs beside it for a day, so that its receiver can change over.
 *
 * @throws Refusal `not-found`
 */
export function rotateSecret(pool: Pool, caller: Caller, id: string): Promise<WebhookWithSecret> {
  const { tenant } = caller;
  const secret = newSecret();
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<WebhookRow>(
      `UPDATE webhooks SET secret = $3, updated_at = now() WHERE tenant_id = $1 AND webhook_id = $2
       RETURNING ${WEBHOOK_COLUMNS}`,
      [tenant.id, id, secret],
    );
    const row = found(rows[0]);
    await audit(client, caller, 'webhook.secret-rotated', id);
    return { ...toWebhookView(row), secret };
  });
}

/** Deletes a webhook with the log of its deliveries. @throws Refusal `not-found` */
export function deleteWebhook(pool: Pool, caller: Caller, id: string): Promise<void> {
  const { tenant } = caller;
  return asTenant(pool, tenant.slug, async (client) => {
    const { rowCount } = await client.query('DELETE FROM webhooks WHERE tenant_id = $1 AND webhook_id = $2', [
      tenant.id,
      id,
    ]);
    if (rowCount === 0) throw notFound();
    await audit(client, caller, 'webhook.deleted', id);
  });
}

/** Sends an event of type `webhook.test` to a webhook. @throws Refusal `not-found` or `webhook-paused` */
export function testWebhook(pool: Pool, { tenant, subject }: Caller, id: string): Promise<string> {
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<{ state: string }>(
      'SELECT state FROM webhooks WHERE tenant_id = $1 AND webhook_id = $2',
      [tenant.id, id],
    );
    if (found(rows[0]).state === 'paused') throw pausedRefusal();
    await refuseManyTests(client, tenant.id);
    const { rows: made } = await client.query<{ delivery_id: string }>(
      `WITH event AS (
         INSERT INTO events (tenant_id, type, actor, data, prepared_at)
         VALUES ($1, 'webhook.test', $3, jsonb_build_object('webhookId', $2::uuid), now()) RETURNING event_id
       )
       INSERT INTO deliveries (tenant_id, event_id, channel, webhook_id)
       SELECT $1, event_id, 'webhook', $2::uuid FROM event RETURNING delivery_id`,
      [tenant.id, id, subject],
    );
    return found(made[0]).delivery_id;
  });
}

async function refuseManyTests(client: Client, tenantId: number): Promise<void> {
  const { rows } = await client.query<{ tests: number }>(
    `SELECT count(*) AS tests FROM events
     WHERE tenant_id = $1 AND created_at > now() - interval '10 minutes' AND type = 'webhook.test'`,
    [tenantId],
  );
  if ((rows[0]?.tests ?? 0) < MAX_TESTS) return;
  throw new Refusal('too-many-requests', message('problems.too-many-tests', { most: String(MAX_TESTS) }), {
    headers: { 'Retry-After': '600' },
  });
}

export function pausedRefusal(): Refusal {
  return new Refusal('webhook-paused', message('problems.webhook-paused'));
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function audit(client: Client, { tenant, subject }: Caller, action: AuditAction, id: string): Promise<void> {
  return recordAudit(client, { tenantId: tenant.id, actor: subject, action, subject: id });
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw notFound();
  return row;
}

function notFound(): Refusal {
  return new Refusal('not-found', message('problems.no-such-webhook'));
}

import type { WebhookEventType } from '#shared/events/event-types.ts';
import type { PausedBecause, WebhookView } from '#shared/events/notification-views.ts';

/** A row of `webhooks` with {@link WEBHOOK_COLUMNS}. */
export interface WebhookRow {
  readonly webhook_id: string;
  readonly url: string;
  readonly types: readonly WebhookEventType[];
  readonly state: 'active' | 'paused';
  readonly paused_because: PausedBecause | null;
  readonly failing_since: Date | null;
  readonly previous_secret_until: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const WEBHOOK_COLUMNS = `webhook_id, url, types, state, paused_because, failing_since,
  CASE WHEN previous_secret_until > now() THEN previous_secret_until END AS previous_secret_until,
  created_by, created_at, updated_at`;

export function toWebhookView(row: WebhookRow): WebhookView {
  return {
    id: row.webhook_id,
    url: row.url,
    types: row.types,
    state: row.state,
    pausedBecause: row.paused_because,
    failingSince: row.failing_since?.toISOString() ?? null,
    previousSecretUntil: row.previous_secret_until?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

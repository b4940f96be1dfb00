/** What a tenant's webhooks can get. */
export const WEBHOOK_EVENT_TYPES = [
  'import.completed',
  'import.needs_approval',
  'import.undone',
  'feed.failed_rows',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** `webhook.paused` is for people alone, and `webhook.test` goes to one webhook, which was asked for it. */
export type EventType = WebhookEventType | 'webhook.paused' | 'webhook.test';

/** Why so many rows failed. */
export interface EventReason {
  readonly code: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

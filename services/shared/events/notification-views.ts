import type { EventType, WebhookEventType } from './event-types.ts';

/** Answers of the HTTP interface (schemas/http), as the portal gives them and the pages use them. */

/** What an admin gets a notice of on every page. */
export interface NoticeView {
  readonly id: string;
  readonly type: Exclude<EventType, 'webhook.test'>;
  readonly importId: string | null;
  readonly at: string;
  readonly initiatedBy: string;
  /** the caller started what it is about */
  readonly isMine: boolean;
  readonly isSeen: boolean;
  /** as in the webhook's message */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NoticeList {
  readonly items: readonly NoticeView[];
  /** how many the caller has not seen, of those listed */
  readonly unseen: number;
  /** whether an import of the caller's is in progress, so that a notice of it will come */
  readonly isImporting: boolean;
}

/** Why a webhook is paused: an admin wants it, a day of failures, or its receiver said that it is gone. */
export type PausedBecause = 'requested' | 'failing' | 'gone';

/** A webhook; its secret is shown once only. */
export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly types: readonly WebhookEventType[];
  readonly state: 'active' | 'paused';
  readonly pausedBecause: PausedBecause | null;
  /** since when no attempt has succeeded; null while they do */
  readonly failingSince: string | null;
  /** until when the secret before signs as well */
  readonly previousSecretUntil: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface WebhookWithSecret extends WebhookView {
  readonly secret: string;
}

/** An attempt to deliver an event. */
export interface AttemptView {
  readonly at: string;
  readonly milliseconds: number;
  /** the HTTP or SMTP status of the answer; null without one */
  readonly status: number | null;
  /** why it failed; null when it did not */
  readonly error: string | null;
}

/** An event on its way to one receiver,. */
export interface DeliveryView {
  readonly id: string;
  readonly eventId: string;
  readonly type: EventType;
  readonly importId: string | null;
  readonly channel: 'webhook' | 'email';
  readonly webhookId: string | null;
  /** the webhook's URL, or the username of whoever gets the e-mail */
  readonly recipient: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  /** null when none follows, and while its webhook is paused */
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly AttemptView[];
  readonly createdAt: string;
}

import type { WebhookEventType } from '#shared/events/event-types.ts';
import { text } from '../../texts/texts.ts';

type SentType = WebhookEventType | 'webhook.test';

const EVENTS = {
  'import.completed': 'notifications.event.import.completed',
  'import.needs_approval': 'notifications.event.import.needs_approval',
  'import.undone': 'notifications.event.import.undone',
  'feed.failed_rows': 'notifications.event.feed.failed_rows',
  'webhook.test': 'notifications.event.webhook.test',
} as const satisfies Readonly<Record<SentType, string>>;

/** An event in words. */
export function eventText(type: string): string {
  return isKeyOf(EVENTS, type) ? text(EVENTS[type]) : type;
}

const ERRORS = {
  'address-not-allowed': 'notifications.attempt.address-not-allowed',
  'name-not-found': 'notifications.attempt.name-not-found',
  'not-connected': 'notifications.attempt.not-connected',
  certificate: 'notifications.attempt.certificate',
  timeout: 'notifications.attempt.timeout',
  redirect: 'notifications.attempt.redirect',
  status: 'notifications.attempt.status',
  gone: 'notifications.attempt.gone',
  'refused-mail': 'notifications.attempt.refused-mail',
} as const;

/** What came of an attempt. */
export function outcomeText(error: string | null): string {
  if (error === null) return text('notifications.attempt.delivered');
  return isKeyOf(ERRORS, error) ? text(ERRORS[error]) : error;
}

function isKeyOf<Of extends object>(of: Of, key: string | number | symbol): key is keyof Of {
  return Object.hasOwn(of, key);
}

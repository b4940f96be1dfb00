import type { WebhookEventType } from '#shared/events/event-types.ts';

/** Each event in words. */
export const EVENT_TEXTS: Readonly<Record<WebhookEventType, string>> = {
  'import.completed': 'An import has ended',
  'import.needs_approval': 'An import needs approval',
  'import.undone': 'An import was undone',
  'feed.failed_rows': 'Records of a feed fail',
};

const OTHERS: Readonly<Record<string, string>> = { ...EVENT_TEXTS, 'webhook.test': 'Test' };

export function eventText(type: string): string {
  return OTHERS[type] ?? type;
}

const ERRORS: Readonly<Record<string, string>> = {
  'address-not-allowed': 'The address is not one of the public internet',
  'name-not-found': 'The name of the host does not exist',
  'not-connected': 'No connection',
  certificate: 'The certificate is not valid',
  timeout: 'No answer in time',
  redirect: 'It was redirected, which is not followed',
  status: 'It was refused',
  gone: 'The receiver says that it is gone',
  'refused-mail': 'The mail server refused it',
};

/** Why an attempt failed. */
export function errorText(error: string): string {
  return ERRORS[error] ?? error;
}

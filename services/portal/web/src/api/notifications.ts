import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { WebhookEventType } from '#shared/events/event-types.ts';
import { deleteAt, getJson, patchJson, postJson, withQuery } from './client.ts';
import type { Page } from './types.ts';

export interface NoticeItem {
  readonly id: string;
  readonly type: WebhookEventType | 'webhook.paused';
  readonly importId: string | null;
  readonly at: string;
  readonly initiatedBy: string;
  readonly isMine: boolean;
  readonly isSeen: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NoticeList {
  readonly items: readonly NoticeItem[];
  readonly unseen: number;
  readonly isImporting: boolean;
}

export interface WebhookItem {
  readonly id: string;
  readonly url: string;
  readonly types: readonly WebhookEventType[];
  readonly state: 'active' | 'paused';
  readonly pausedBecause: 'requested' | 'failing' | 'gone' | null;
  readonly failingSince: string | null;
  readonly previousSecretUntil: string | null;
  readonly createdBy: string;
}

export type WebhookWithSecret = WebhookItem & { readonly secret: string };

export interface DeliveryItem {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly importId: string | null;
  readonly channel: 'webhook' | 'email';
  readonly recipient: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly {
    readonly at: string;
    readonly milliseconds: number;
    readonly status: number | null;
    readonly error: string | null;
  }[];
  readonly createdAt: string;
}

/** How late a notice may be: soon while an import of the reader's runs, and else when somebody else's ends. */
const POLL_IMPORTING_MS = 2_000;
const POLL_QUIET_MS = 15_000;
const POLL_DELIVERIES_MS = 5_000;

export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => getJson<NoticeList>('/api/notices', signal),
  refetchInterval: ({ state: { data } }) => (data?.isImporting ? POLL_IMPORTING_MS : POLL_QUIET_MS),
  refetchOnWindowFocus: 'always',
});

export async function markNoticesSeen(client: QueryClient, upTo: string): Promise<void> {
  const notices = await postJson<NoticeList>('/api/notices/seen', { upTo });
  await client.cancelQueries(noticesQuery);
  client.setQueryData(noticesQuery.queryKey, notices);
}

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => getJson<{ readonly items: readonly WebhookItem[] }>('/api/webhooks', signal),
});

export function deliveriesQuery(limit: number, cursor: string | null) {
  return queryOptions({
    queryKey: ['deliveries', limit, cursor],
    queryFn: ({ signal }) =>
      getJson<Page<DeliveryItem>>(withQuery('/api/deliveries', { limit, cursor }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_DELIVERIES_MS,
  });
}

/** Asks for webhooks and deliveries again, after something was done about them. */
export async function refreshDeliveries(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['webhooks'] }),
    client.invalidateQueries({ queryKey: ['deliveries'] }),
  ]);
}

const at = (id: string) => `/api/webhooks/${encodeURIComponent(id)}`;

export function createWebhook(url: string, types: readonly string[]): Promise<WebhookWithSecret> {
  return postJson('/api/webhooks', { url, types });
}

export function setWebhookState(id: string, state: 'active' | 'paused'): Promise<WebhookItem> {
  return patchJson(at(id), { state });
}

export function rotateSecret(id: string): Promise<WebhookWithSecret> {
  return postJson(`${at(id)}/rotate`);
}

export function testWebhook(id: string): Promise<DeliveryItem> {
  return postJson(`${at(id)}/test`);
}

export function deleteWebhook(id: string): Promise<void> {
  return deleteAt(at(id));
}

export function sendAgain(id: string): Promise<DeliveryItem> {
  return postJson(`/api/deliveries/${encodeURIComponent(id)}/replay`);
}

import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type {
  DeliveryView,
  NoticeList,
  NoticeView,
  WebhookView,
  WebhookWithSecret,
} from '#shared/events/notification-views.ts';
import { deleteAt, getJson, patchJson, postJson, withQuery } from './client.ts';
import type { Page } from './types.ts';

export type { DeliveryView, NoticeView, WebhookView, WebhookWithSecret };

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
  queryFn: ({ signal }) => getJson<{ readonly items: readonly WebhookView[] }>('/api/webhooks', signal),
});

export function deliveriesQuery(limit: number, cursor: string | null) {
  return queryOptions({
    queryKey: ['deliveries', limit, cursor],
    queryFn: ({ signal }) =>
      getJson<Page<DeliveryView>>(withQuery('/api/deliveries', { limit, cursor }), signal),
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

export function setWebhookState(id: string, state: 'active' | 'paused'): Promise<WebhookView> {
  return patchJson(at(id), { state });
}

export function rotateSecret(id: string): Promise<WebhookWithSecret> {
  return postJson(`${at(id)}/rotate`);
}

export function testWebhook(id: string): Promise<DeliveryView> {
  return postJson(`${at(id)}/test`);
}

export function deleteWebhook(id: string): Promise<void> {
  return deleteAt(at(id));
}

export function sendAgain(id: string): Promise<DeliveryView> {
  return postJson(`/api/deliveries/${encodeURIComponent(id)}/replay`);
}

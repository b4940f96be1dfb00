import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from './client.ts';
import type { ImportFailures, ImportFilters, ImportView, Page } from './types.ts';

/**
 * Events of running imports arrive at once; this is how long a list may be behind where none arrive (another
 * admin's new import, a stream that a proxy holds back, more imports running than there are streams).
 */
const POLL_RUNNING_MS = 3_000;
const POLL_QUIET_MS = 5_000;

export function isRunning(item: ImportView): boolean {
  return item.status === 'In progress';
}

/**
 * The entry of a feed that runs by the day cannot be cancelled: the tenant's system would keep sending. A feed that
 * was opened to be closed can; only such a feed shows how many of its records are missing.
 */
export function isCancellable(item: ImportView): boolean {
  return isRunning(item) && (item.source === 'file' || item.missing !== undefined);
}

export interface ImportListRequest {
  readonly filters: ImportFilters;
  readonly limit: number;
  readonly cursor: string | null;
}

/** A first look; the error file has them all. */
const FIRST_FAILED_ROWS = 5;

const LISTS = ['imports', 'list'] as const;
const one = (id: string) => ['imports', 'one', id] as const;

export function importListQuery(client: QueryClient, { filters, limit, cursor }: ImportListRequest) {
  return queryOptions({
    queryKey: [...LISTS, filters, limit, cursor],
    queryFn: async ({ signal }) => {
      const page = await getJson<Page<ImportView>>(
        withQuery('/api/imports', { ...filters, limit, cursor }),
        signal,
      );
      return { ...page, items: page.items.map((item) => remember(client, item)) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? POLL_RUNNING_MS : POLL_QUIET_MS),
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
  });
}

export function importQuery(client: QueryClient, id: string) {
  return queryOptions({
    queryKey: one(id),
    queryFn: async ({ signal }) =>
      newer(
        await getJson<ImportView>(`/api/imports/${encodeURIComponent(id)}`, signal),
        client.getQueryData<ImportView>(one(id)),
      ),
    refetchInterval: (query) => (query.state.data && isRunning(query.state.data) ? POLL_RUNNING_MS : false),
    refetchOnWindowFocus: 'always',
  });
}

export function importFailuresQuery(item: ImportView) {
  return queryOptions({
    // With the number of failures in the key, the reasons of a running import follow its counts.
    queryKey: ['imports', 'failures', item.id, item.failures],
    queryFn: ({ signal }) =>
      getJson<ImportFailures>(withQuery(`${item.links.self}/failures`, { limit: FIRST_FAILED_ROWS }), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function cancelImport(item: ImportView): Promise<ImportView> {
  return postJson<ImportView>(`${item.links.self}/cancel`);
}

/** Shows what is now known of an import in every list that has it. */
export function showImport(client: QueryClient, item: ImportView): void {
  const known = remember(client, item);
  client.setQueriesData<Page<ImportView>>({ queryKey: LISTS }, (page) =>
    page === undefined
      ? undefined
      : { ...page, items: page.items.map((other) => (other.id === known.id ? known : other)) },
  );
}

/** Fetches the lists again, because there is an import that they may lack. */
export function refreshImportLists(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: LISTS });
}

function remember(client: QueryClient, item: ImportView): ImportView {
  const known = newer(item, client.getQueryData<ImportView>(one(item.id)));
  client.setQueryData(one(item.id), known);
  return known;
}

/** An answer may arrive after an event that was sent later; counts only grow, so the further one is the newer. */
function newer(item: ImportView, known: ImportView | undefined): ImportView {
  if (known === undefined || stage(item) > stage(known)) return item;
  if (stage(item) < stage(known)) return known;
  if (accountedFor(item) !== accountedFor(known)) {
    return accountedFor(item) > accountedFor(known) ? item : known;
  }
  return item.lastUpdated >= known.lastUpdated ? item : known;
}

function stage(item: ImportView): number {
  return isRunning(item) ? 0 : 1;
}

export function accountedFor(item: ImportView): number {
  return item.successes + item.failures;
}

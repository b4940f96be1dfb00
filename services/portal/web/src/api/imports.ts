import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { DateFormat } from '#shared/csv/date-formats.ts';
import { deleteAt, getJson, postJson, putJson, withQuery } from './client.ts';
import type {
  FailingRow,
  ImportFailures,
  ImportFilters,
  ImportSettings,
  ImportView,
  Page,
  RecordType,
} from './types.ts';

/**
 * Events of running imports arrive at once; this is how long a list may be behind where none arrive (another
 * admin's new import, a stream that a proxy holds back, more imports running than there are streams).
 */
const POLL_RUNNING_MS = 3_000;
const POLL_QUIET_MS = 5_000;

export function isRunning(item: ImportView): boolean {
  return item.status === 'In progress';
}

/** Whether nothing of an import has been written, since it is checked or waits for somebody. */
export function isUnapplied({ status }: ImportView): boolean {
  return ['Checking', 'Ready to import', 'Needs settings', 'Needs approval'].includes(status);
}

/** Whether an import goes on by itself. */
export function isMoving(item: ImportView): boolean {
  return isRunning(item) || item.status === 'Checking';
}

/**
 * The entry of a feed that runs by the day cannot be cancelled: the tenant's system would keep sending. A feed that
 * was opened to be closed can; only such a feed shows how many of its records are missing.
 */
export function isCancellable(item: ImportView): boolean {
  return isRunning(item) && (item.source !== 'feed' || item.missing !== undefined);
}

export interface ImportListRequest {
  readonly filters: ImportFilters;
  /** undefined for the newest first */
  readonly sort?: { readonly key: string; readonly order: 'asc' | 'desc' } | undefined;
  readonly limit: number;
  readonly cursor: string | null;
  /** whether to ask how many there are on all pages */
  readonly count?: boolean;
}

export interface ImportListPage extends Page<ImportView> {
  /** on all pages, where that was asked for */
  readonly total?: number;
}

/** A first look; the error file has them all. */
const FIRST_FAILED_ROWS = 5;

const LISTS = ['imports', 'list'] as const;
const one = (id: string) => ['imports', 'one', id] as const;

export function importListQuery(client: QueryClient, { filters, sort, ...request }: ImportListRequest) {
  const { limit, cursor, count } = request;
  const order = { sort: sort?.key, order: sort?.order };
  const query = { ...filters, ...order, limit, cursor, count: count ? 'true' : undefined };
  return queryOptions({
    queryKey: [...LISTS, query],
    queryFn: async ({ signal }): Promise<ImportListPage> => {
      const page = await getJson<ImportListPage>(withQuery('/api/imports', query), signal);
      return { ...page, items: page.items.map((item) => remember(client, item)) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.some(isMoving) ? POLL_RUNNING_MS : POLL_QUIET_MS),
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
  });
}

/** Whether anything was imported yet; once it was, it is not asked for again. */
export const hasImportsQuery = queryOptions({
  queryKey: ['imports', 'any'],
  queryFn: async ({ signal }) =>
    (await getJson<ImportListPage>(withQuery('/api/imports', { limit: 1 }), signal)).items.length > 0,
  staleTime: ({ state: { data } }) => (data === true ? Number.POSITIVE_INFINITY : 0),
});

export function importQuery(client: QueryClient, id: string) {
  return queryOptions({
    queryKey: one(id),
    queryFn: async ({ signal }) =>
      newer(
        await getJson<ImportView>(`/api/imports/${encodeURIComponent(id)}`, signal),
        client.getQueryData<ImportView>(one(id)),
      ),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined) return false;
      if (isMoving(data)) return POLL_RUNNING_MS;
      // Somebody else may apply or discard it.
      return isUnapplied(data) ? POLL_QUIET_MS : false;
    },
    refetchOnWindowFocus: 'always',
  });
}

export function importFailuresQuery(item: ImportView) {
  return queryOptions({
    queryKey: ['imports', 'failures', item.id, failuresVersion(item)],
    queryFn: ({ signal }) =>
      getJson<ImportFailures>(withQuery(`${item.links.self}/failures`, { limit: FIRST_FAILED_ROWS }), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** By their number the failures of a running import follow its counts; a check may find others by other settings. */
function failuresVersion(item: ImportView): number | string {
  return isUnapplied(item) ? item.lastUpdated : item.failures;
}

export interface FailingRowsRequest {
  readonly reason: string;
  readonly limit: number;
  readonly cursor: string | null;
}

/** A page of the rows that failed for one reason. */
export function failingRowsQuery(item: ImportView, request: FailingRowsRequest) {
  return queryOptions({
    queryKey: ['imports', 'failing-rows', item.id, failuresVersion(item), request],
    queryFn: ({ signal }) =>
      getJson<Page<FailingRow>>(withQuery(`${item.links.self}/failures/rows`, { ...request }), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function cancelImport(item: ImportView): Promise<ImportView> {
  return postJson<ImportView>(`${item.links.self}/cancel`);
}

/** The imports of files of these bytes, the latest first. */
export async function listSameFile(sha256: string, type: RecordType): Promise<readonly ImportView[]> {
  return (await getJson<Page<ImportView>>(withQuery('/api/imports', { sha256, type, limit: 20 }))).items;
}

export function applyImport(item: ImportView): Promise<ImportView> {
  return postJson<ImportView>(`${item.links.self}/apply`);
}

export function approveImport(item: ImportView): Promise<ImportView> {
  return postJson<ImportView>(`${item.links.self}/approve`);
}

/** Checks the file of an import as a further import, whose dates are read in another way. */
export function checkWithDates(item: ImportView, dateFormat: DateFormat): Promise<ImportView> {
  return postJson<ImportView>(withQuery(`${item.links.self}/import-again`, { dateFormat, check: 'true' }));
}

/** Checks a file again under other settings, which replace those that it had. */
export function checkAgain(item: ImportView, settings: ImportSettings): Promise<ImportView> {
  return putJson<ImportView>(`${item.links.self}/settings`, settings);
}

/** Discards what was not applied; afterwards there is no such import. */
export function discardImport(item: ImportView): Promise<void> {
  return deleteAt(item.links.self);
}

/** Shows the answer to a change of an import: nothing that was known of it before is newer. */
export function showChanged(client: QueryClient, item: ImportView): void {
  client.setQueryData(one(item.id), item);
  showImport(client, item);
}

/** Shows what is now known of an import in every list that has it. */
export function showImport(client: QueryClient, item: ImportView): void {
  const known = remember(client, item);
  client.setQueriesData<ImportListPage>({ queryKey: LISTS }, (page) =>
    page === undefined
      ? undefined
      : { ...page, items: page.items.map((other) => (other.id === known.id ? known : other)) },
  );
}

/** Fetches the lists again, because there is an import that they may lack. */
export function refreshImportLists(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: LISTS });
}

/** Fetches an import again, because somebody else has changed it. */
export async function refreshImport(client: QueryClient, item: ImportView): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: one(item.id) }), refreshImportLists(client)]);
}

/** Shows an import no longer that does not exist any more. */
export async function forgetImport(client: QueryClient, item: ImportView): Promise<void> {
  client.removeQueries({ queryKey: one(item.id) });
  await refreshImportLists(client);
}

function remember(client: QueryClient, item: ImportView): ImportView {
  const known = newer(item, client.getQueryData<ImportView>(one(item.id)));
  client.setQueryData(one(item.id), known);
  return known;
}

/**
 * An answer may arrive after an event that was sent later. Counts only grow, so the further one is the newer; but for what
 * is not applied, which may be checked again.
 */
function newer(item: ImportView, known: ImportView | undefined): ImportView {
  if (known === undefined || stage(item) > stage(known)) return item;
  if (stage(item) < stage(known)) return known;
  if (!isUnapplied(item) && accountedFor(item) !== accountedFor(known)) {
    return accountedFor(item) > accountedFor(known) ? item : known;
  }
  return item.lastUpdated >= known.lastUpdated ? item : known;
}

function stage(item: ImportView): number {
  if (isUnapplied(item)) return 0;
  return isRunning(item) ? 1 : 2;
}

export function accountedFor(item: ImportView): number {
  return item.successes + item.failures;
}

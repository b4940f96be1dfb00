import { queryOptions } from '@tanstack/react-query';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { getJson } from './client.ts';
import { isMoving, isUnapplied } from './imports.ts';
import type { CheckView, ImportSettings, ImportView } from './types.ts';

/** How long it may take until the page says that records were changed since they were checked. */
const POLL_CHANGED_MS = 15_000;

/** What a check has found. It is asked for again when the import changes, as when it is checked again. */
export function checkQuery(item: ImportView) {
  return queryOptions({
    queryKey: ['imports', 'check', item.id, item.status, isMoving(item) ? '' : item.lastUpdated],
    queryFn: ({ signal }) => getJson<CheckView>(`${item.links.self}/check`, signal),
    refetchInterval: isUnapplied(item) ? POLL_CHANGED_MS : false,
    refetchOnWindowFocus: 'always',
  });
}

/** All that was chosen about an import; what an import itself says leaves out what is long. */
export function settingsQuery(item: ImportView) {
  return queryOptions({
    queryKey: ['imports', 'settings', item.id, item.lastUpdated],
    queryFn: ({ signal }) => getJson<ImportSettings>(`${item.links.self}/settings`, signal),
  });
}

/** What the uploaded file is, as it was read last. */
export function inspectionQuery(item: ImportView) {
  return queryOptions({
    queryKey: ['imports', 'inspection', item.id, item.lastUpdated],
    queryFn: ({ signal }) => getJson<Inspection>(`${item.links.self}/inspection`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

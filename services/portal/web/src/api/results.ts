import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, postJson, withQuery } from './client.ts';
import type { ImportView, Page, ResultRow, UndoPreview } from './types.ts';

export interface ResultRowsRequest {
  /** '' for all */
  readonly result: string;
  readonly limit: number;
  readonly cursor: string | null;
}

/** A page of what became of an import's rows. */
export function resultRowsQuery(item: ImportView, request: ResultRowsRequest) {
  return queryOptions({
    queryKey: ['imports', 'rows', item.id, request],
    queryFn: ({ signal }) =>
      getJson<Page<ResultRow>>(withQuery(`${item.links.self}/rows`, { ...request }), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** What an undo of an import would do now. */
export function undoPreviewQuery(item: ImportView) {
  return queryOptions({
    queryKey: ['imports', 'undo', item.id],
    queryFn: ({ signal }) => getJson<UndoPreview>(`${item.links.self}/undo`, signal),
    // Another import may change its records at any time.
    staleTime: 0,
    gcTime: 0,
  });
}

/** Begins to undo an import; resolves with the import that does it. */
export function undoImport(item: ImportView): Promise<ImportView> {
  return postJson<ImportView>(`${item.links.self}/undo`);
}

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, withQuery } from './client.ts';
import type { AuditEventView, AuditFilters, Page } from './types.ts';

const LIST = '/api/audit';

export interface AuditRequest {
  readonly filters: AuditFilters;
  readonly limit: number;
  readonly cursor: string | null;
}

/** A page of what was done, the latest first. */
export function auditQuery({ filters, limit, cursor }: AuditRequest) {
  return queryOptions({
    queryKey: ['audit', filters, limit, cursor],
    queryFn: ({ signal }) =>
      getJson<Page<AuditEventView>>(withQuery(LIST, { ...filters, limit, cursor }), signal),
    placeholderData: keepPreviousData,
  });
}

/** Where a link downloads all that the filters leave, as CSV. */
export function auditDownloadAddress(filters: AuditFilters): string {
  return withQuery(LIST, { ...filters, format: 'csv' });
}

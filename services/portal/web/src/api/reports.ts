import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, withQuery } from './client.ts';
import type { ReportPage } from './types.ts';

/** The reports that the pages know more of than their names. */
export type ReportName =
  | 'people-detail-with-pid'
  | 'certifications-by-certification'
  | 'courses-by-course'
  | 'import-activity';

export interface ReportInfo {
  readonly name: string;
  readonly title: string;
  readonly parameters: readonly string[];
}

/** Filters by the names of the report's parameters. */
export type ReportParameters = Readonly<Record<string, string>>;

export interface ReportRequest {
  readonly name: string;
  readonly parameters: ReportParameters;
  readonly limit: number;
  readonly cursor: string | null;
}

export const reportListQuery = queryOptions({
  queryKey: ['reports', 'list'],
  queryFn: async ({ signal }) =>
    (await getJson<{ readonly items: readonly ReportInfo[] }>('/api/reports', signal)).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export function reportQuery({ name, parameters, limit, cursor }: ReportRequest) {
  return queryOptions({
    queryKey: ['reports', 'one', name, parameters, limit, cursor],
    queryFn: ({ signal }) =>
      getJson<ReportPage>(withQuery(reportAddress(name), { ...parameters, limit, cursor }), signal),
    placeholderData: (previous, query) =>
      // Another report has other columns, and so have the records of one certification or course.
      query?.queryKey[2] === name ? keepPreviousData(previous) : undefined,
  });
}

/** The sums over all pages of a report, which are asked for once and not with every page. */
export function reportTotalsQuery(name: string, parameters: ReportParameters) {
  return queryOptions({
    queryKey: ['reports', 'totals', name, parameters],
    queryFn: async ({ signal }) => {
      const address = withQuery(reportAddress(name), { ...parameters, limit: 1, totals: 'true' });
      return (await getJson<ReportPage>(address, signal)).totals ?? null;
    },
  });
}

/** Where a link downloads the whole report, with its filters and order, as CSV. */
export function reportDownloadAddress(name: string, parameters: ReportParameters): string {
  return withQuery(reportAddress(name), { ...parameters, format: 'csv' });
}

function reportAddress(name: string): string {
  return `/api/reports/${encodeURIComponent(name)}`;
}

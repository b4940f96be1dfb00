import { useDebouncedValue } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import type { ReportInfo, ReportParameters } from '../../api/reports.ts';
import type { Sort } from '../../components/sortable-title.tsx';
import { withCursor } from '../../components/use-paging.ts';

/** Parameters that lead to the records of one certification or course. */
const DRILL_DOWNS = ['certification', 'course'];

const TYPING_MS = 300;

export interface ReportState {
  /** the filters as the fields show them */
  readonly typed: ReportParameters;
  /** the filters as the API is asked */
  readonly filters: ReportParameters;
  readonly sort: Sort | undefined;
  /** filters and order: what a page and the download have in common */
  readonly parameters: ReportParameters;
  /** the certification or course whose records are shown */
  readonly drillDown: string | undefined;
  readonly hasFilters: boolean;
  readonly setFilter: (name: string, value: string) => void;
  readonly setSort: (sort: Sort) => void;
  readonly clear: () => void;
}

/** What is asked of a report, kept in the address so that going back and sharing a link work. */
export function useReportParameters(info: ReportInfo): ReportState {
  const [query, setQuery] = useSearchParams();
  const typed: ReportParameters = Object.fromEntries(
    info.parameters.map((name) => [name, query.get(name) ?? '']).filter(([, value]) => value !== ''),
  );
  const [search] = useDebouncedValue(typed['search'] ?? '', TYPING_MS);
  const filters = 'search' in typed ? { ...typed, search: search.trim() } : typed;
  const key = query.get('sort');
  const order = query.get('order') === 'desc' ? 'desc' : 'asc';
  const sort: Sort | undefined = key === null ? undefined : { key, order };
  const drillDown = DRILL_DOWNS.map((name) => typed[name]).find((value) => value !== undefined);

  const change = (edit: (changed: URLSearchParams) => void): void => {
    setQuery(
      (now) => {
        const changed = withCursor(now, null);
        edit(changed);
        return changed;
      },
      { replace: true },
    );
  };
  return {
    typed,
    filters,
    sort,
    parameters: sort === undefined ? filters : { ...filters, sort: sort.key, order: sort.order },
    drillDown,
    hasFilters: Object.keys(typed).some((name) => !DRILL_DOWNS.includes(name)),
    setFilter: (name, value) =>
      change((changed) => (value === '' ? changed.delete(name) : changed.set(name, value))),
    setSort: (by) =>
      change((changed) => {
        changed.set('sort', by.key);
        changed.set('order', by.order);
      }),
    clear: () =>
      change((changed) => {
        for (const name of info.parameters) if (!DRILL_DOWNS.includes(name)) changed.delete(name);
      }),
  };
}

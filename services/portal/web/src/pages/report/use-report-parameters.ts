import { useSearchParams } from 'react-router';
import type { ReportInfo, ReportParameters } from '../../api/reports.ts';
import type { Sort } from '../../components/sortable-title.tsx';
import { type Filters, useFilters } from '../../components/use-filters.ts';
import { withCursor } from '../../components/use-paging.ts';

/** Parameters that lead to the records of one certification or course; the others are filters. */
const DRILL_DOWNS = ['certification', 'course'];

export interface ReportState {
  readonly filters: Filters<string>;
  readonly sort: Sort | undefined;
  /** filters and drill-down, without the order */
  readonly selection: ReportParameters;
  /** all that is asked of the report: what a page and the download have in common */
  readonly parameters: ReportParameters;
  /** the certification or course whose records are shown */
  readonly drillDown: string | undefined;
  readonly setSort: (sort: Sort) => void;
}

/** What is asked of a report, kept in the address so that going back and sharing a link work. */
export function useReportParameters(info: ReportInfo): ReportState {
  const [query, setQuery] = useSearchParams();
  const filters = useFilters(info.parameters.filter((name) => !DRILL_DOWNS.includes(name)));
  const drillDowns = info.parameters
    .filter((name) => DRILL_DOWNS.includes(name))
    .flatMap((name) => query.getAll(name).map((value) => [name, value] as const));
  const selection = { ...filters.asked, ...Object.fromEntries(drillDowns) };
  const key = query.get('sort');
  const sort: Sort | undefined =
    key === null ? undefined : { key, order: query.get('order') === 'desc' ? 'desc' : 'asc' };
  return {
    filters,
    sort,
    selection,
    parameters: sort === undefined ? selection : { ...selection, sort: sort.key, order: sort.order },
    drillDown: drillDowns[0]?.[1],
    setSort: (by) =>
      setQuery(
        (now) => {
          const changed = withCursor(now, null);
          changed.set('sort', by.key);
          changed.set('order', by.order);
          return changed;
        },
        { replace: true },
      ),
  };
}

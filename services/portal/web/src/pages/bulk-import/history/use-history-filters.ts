import type { ImportFilters } from '../../../api/types.ts';
import { endOfDay, startOfDay } from '../../../components/day-instants.ts';
import { type Filters, useFilters } from '../../../components/use-filters.ts';

const NAMES = ['fileName', 'type', 'status', 'initiatedBy', 'from', 'to'] as const;
export type HistoryFilterName = (typeof NAMES)[number];

export interface HistoryFiltersState extends Filters<HistoryFilterName> {
  /** as the API is asked */
  readonly request: ImportFilters;
}

export function useHistoryFilters(): HistoryFiltersState {
  const filters = useFilters(NAMES);
  const { from, to, ...others } = filters.asked;
  return { ...filters, request: { ...others, from: startOfDay(from), to: endOfDay(to) } };
}

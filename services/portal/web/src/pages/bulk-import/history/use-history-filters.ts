import type { ImportFilters } from '../../../api/types.ts';
import { type Filters, useFilters } from '../../../components/use-filters.ts';

const NAMES = ['type', 'status', 'initiatedBy', 'from', 'to'] as const;
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

/** The reader's day, as instants: a day of another zone would leave out imports that the list shows under this day. */
function startOfDay(day: string): string {
  return toInstant(day, 'T00:00:00.000');
}

function endOfDay(day: string): string {
  return toInstant(day, 'T23:59:59.999');
}

function toInstant(day: string, time: string): string {
  const instant = new Date(`${day}${time}`);
  return Number.isNaN(instant.getTime()) ? '' : instant.toISOString();
}

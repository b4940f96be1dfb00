import type { AuditFilters } from '../../api/types.ts';
import { endOfDay, startOfDay } from '../../components/day-instants.ts';
import { type Filters, useFilters } from '../../components/use-filters.ts';

const NAMES = ['actor', 'action', 'importId', 'from', 'to'] as const;
export type AuditFilterName = (typeof NAMES)[number];

export interface AuditFiltersState extends Filters<AuditFilterName> {
  /** as the API is asked */
  readonly request: AuditFilters;
}

export function useAuditFilters(): AuditFiltersState {
  const filters = useFilters(NAMES);
  const { from, to, ...others } = filters.asked;
  return { ...filters, request: { ...others, from: startOfDay(from), to: endOfDay(to) } };
}

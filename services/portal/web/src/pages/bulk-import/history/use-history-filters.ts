import { useDebouncedValue } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import type { ImportFilters } from '../../../api/types.ts';
import { withCursor } from '../../../components/use-paging.ts';

const NAMES = ['type', 'status', 'initiatedBy', 'from', 'to'] as const;
export type HistoryFilterName = (typeof NAMES)[number];

/** Long enough not to ask for every letter of a name, short enough to feel immediate. */
const TYPING_MS = 300;

export interface HistoryFiltersState {
  /** as the fields show them */
  readonly filters: ImportFilters;
  readonly hasFilters: boolean;
  readonly setFilter: (name: HistoryFilterName, value: string) => void;
  readonly clear: () => void;
  /** as the API is asked */
  readonly request: ImportFilters;
}

/** The filters, kept in the address so that going back and sharing a link work. */
export function useHistoryFilters(): HistoryFiltersState {
  const [parameters, setParameters] = useSearchParams();
  const filters: ImportFilters = Object.fromEntries(NAMES.map((name) => [name, parameters.get(name) ?? '']));
  const [initiatedBy] = useDebouncedValue(filters.initiatedBy ?? '', TYPING_MS);
  return {
    filters,
    hasFilters: NAMES.some((name) => (filters[name] ?? '') !== ''),
    setFilter: (name, value) =>
      setParameters(
        (now) => {
          const changed = withCursor(now, null);
          if (value === '') changed.delete(name);
          else changed.set(name, value);
          return changed;
        },
        { replace: true },
      ),
    clear: () =>
      setParameters(
        (now) => {
          const changed = withCursor(now, null);
          for (const name of NAMES) changed.delete(name);
          return changed;
        },
        { replace: true },
      ),
    request: {
      ...filters,
      initiatedBy: initiatedBy.trim(),
      from: startOfDay(filters.from),
      to: endOfDay(filters.to),
    },
  };
}

/** The reader's day, as instants: a day of another zone would leave out imports that the list shows under this day. */
function startOfDay(day: string | undefined): string {
  return toInstant(day, 'T00:00:00.000');
}

function endOfDay(day: string | undefined): string {
  return toInstant(day, 'T23:59:59.999');
}

function toInstant(day: string | undefined, time: string): string {
  const instant = new Date(`${day}${time}`);
  return Number.isNaN(instant.getTime()) ? '' : instant.toISOString();
}

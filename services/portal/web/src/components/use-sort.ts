import { useSearchParams } from 'react-router';
import type { Sort } from './sortable-title.tsx';
import { withCursor } from './use-paging.ts';

export interface SortState {
  /** undefined for the list's usual order */
  readonly sort: Sort | undefined;
  readonly setSort: (sort: Sort) => void;
}

/**
 * The order of a list, kept in the address so that going back, reloading and sharing a link work.
 *
 * @param keys what the list can be sorted by; an address that says anything else is of the usual order
 */
export function useSort(keys: readonly string[]): SortState {
  const [query, setQuery] = useSearchParams();
  const key = query.get('sort');
  return {
    sort:
      key === null || !keys.includes(key)
        ? undefined
        : { key, order: query.get('order') === 'desc' ? 'desc' : 'asc' },
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

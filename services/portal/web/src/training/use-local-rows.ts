import { useMemo, useState } from 'react';
import type { Sort } from '../components/sortable-title.tsx';
import { currentLocale } from '../texts/texts.ts';

export interface LocalRows<Row> {
  readonly rows: readonly Row[];
  readonly matching: number;
  readonly sort: Sort;
  readonly setSort: (sort: Sort) => void;
  readonly hasMore: boolean;
  readonly showMore: () => void;
}

/** So that the certifications below the courses are in sight, and thousands of records do not make the page slow. */
const ROWS_AT_FIRST = 10;
const MORE_ROWS = 50;
/** Nobody should have to ask for fewer than this. */
const FEWEST_HIDDEN = 5;

/** Nobody sees them, so nobody looks for them. */
const IDS = ['importId', 'recordId'];

/** Searches, sorts and cuts rows that are all here. */
export function useLocalRows<Row extends object>(
  all: readonly Row[],
  search: string,
  initialSort: Sort & { readonly key: keyof Row & string },
): LocalRows<Row> {
  const [sort, setSort] = useState<Sort>(initialSort);
  const [shown, setShown] = useState(ROWS_AT_FIRST);
  const collator = useMemo(() => new Intl.Collator(currentLocale(), { numeric: true }), []);
  const sought = search.trim().toLowerCase();
  const matching = all
    .filter((row) =>
      Object.entries(row).some(
        ([name, value]) =>
          !IDS.includes(name) &&
          String(value ?? '')
            .toLowerCase()
            .includes(sought),
      ),
    )
    .toSorted((a, b) => compare(fieldOf(a, sort.key), fieldOf(b, sort.key), sort.order, collator));
  const hidden = matching.length - shown;
  const hasMore = hidden >= FEWEST_HIDDEN;
  return {
    rows: hasMore ? matching.slice(0, shown) : matching,
    matching: matching.length,
    sort,
    setSort,
    hasMore,
    showMore: () => setShown(shown + MORE_ROWS),
  };
}

function fieldOf(row: object, key: string): unknown {
  return Object.entries(row).find(([name]) => name === key)?.[1];
}

/** What is blank stands last in either order. */
function compare(a: unknown, b: unknown, order: Sort['order'], collator: Intl.Collator): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference =
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return order === 'asc' ? difference : -difference;
}

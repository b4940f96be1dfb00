import { useLocation, useSearchParams } from 'react-router';

export interface Paging {
  readonly limit: number;
  readonly cursor: string | null;
  /** undefined when the page was opened by a link that does not hold its number */
  readonly pageNumber: number | undefined;
  readonly hasPrevious: boolean;
  readonly setLimit: (limit: number) => void;
  readonly goToFirst: () => void;
  readonly goToPrevious: () => void;
  readonly goToNext: (cursor: string) => void;
}

const DEFAULT_LIMIT = 25;

/**
 * The place in a list, kept in the address so that going back, reloading and sharing a link work. A list gives only
 * the cursor of the page after, so the way here is kept beside the address.
 */
export function usePaging(): Paging {
  const [parameters, setParameters] = useSearchParams();
  const { state } = useLocation();
  const cursor = parameters.get('cursor');
  const pageNumber = cursor === null ? 1 : readPage(parameters.get('page'));
  // A page that was opened by a link knows no way back but to the first.
  const trail = readTrail(state) ?? (cursor === null ? [] : [cursor]);
  const limit = readLimit(parameters.get('limit'));

  const go = (to: string | null, newTrail: readonly string[], steps: 1 | -1 = -1): void => {
    setParameters(
      (now) => {
        const changed = withCursor(now, to);
        if (to !== null && pageNumber !== undefined) changed.set('page', String(pageNumber + steps));
        return changed;
      },
      { state: { trail: newTrail } },
    );
  };
  return {
    limit,
    cursor,
    pageNumber,
    hasPrevious: cursor !== null && (trail.length > 1 || pageNumber === 2),
    setLimit: (size) =>
      setParameters((now) => {
        const changed = withCursor(now, null);
        changed.set('limit', String(size));
        return changed;
      }),
    goToFirst: () => go(null, []),
    goToPrevious: () => go(trail.at(-2) ?? null, trail.slice(0, -1)),
    goToNext: (next) => go(next, [...trail, next], 1),
  };
}

/** The parameters of another search or page of the same list. */
export function withCursor(parameters: URLSearchParams, cursor: string | null): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  changed.delete('page');
  if (cursor === null) changed.delete('cursor');
  else changed.set('cursor', cursor);
  return changed;
}

function readTrail(state: unknown): readonly string[] | undefined {
  if (typeof state !== 'object' || state === null || !('trail' in state)) return undefined;
  return Array.isArray(state.trail) ? state.trail.map(String) : undefined;
}

function readPage(text: string | null): number | undefined {
  const page = Number(text ?? '');
  return Number.isInteger(page) && page > 1 ? page : undefined;
}

function readLimit(text: string | null): number {
  const limit = Number(text ?? DEFAULT_LIMIT);
  return Number.isInteger(limit) && limit >= 1 && limit <= 200 ? limit : DEFAULT_LIMIT;
}

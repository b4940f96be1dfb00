import { accountedFor, type NumberedCounts, replaces } from './published-batch.ts';

/** Imports tracked at once; when there are more, all are forgotten, and their last rows wait as others do. */
const MAX_TRACKED = 10_000;

interface TrackedImport {
  /** Undefined until the import's first counts are stored; null where nobody knows it, as of a feed. */
  total: number | null | undefined;
  /** The latest counts of each partition, which are cumulative. */
  readonly counts: Map<number, NumberedCounts>;
}

/**
 * Follows how many rows of running imports are still to be published, so that the first, which people wait for, and the
 * last, after which nothing comes, need not wait for more. It knows what this process consumed: where several share an
 * import's partitions, its last rows wait as others do.
 */
export class RemainingRows {
  readonly #imports = new Map<string, TrackedImport>();

  /** Whether these counts are the first of an import, or with them all of its rows are accounted for. */
  take(counts: readonly NumberedCounts[]): boolean {
    let firstOrLast = false;
    for (const next of counts) {
      firstOrLast ||= !this.#imports.has(next.importId);
      const tracked = this.#track(next.importId);
      const known = tracked.counts.get(next.partition);
      if (known === undefined || replaces(next, known)) tracked.counts.set(next.partition, next);
      firstOrLast ||= hasEnded(tracked);
    }
    return firstOrLast;
  }

  /** @param totals of imports whose counts were just stored; null where it is not known */
  learn(totals: ReadonlyMap<string, number | null>): void {
    for (const [importId, total] of totals) {
      const tracked = this.#imports.get(importId);
      if (tracked === undefined) continue;
      tracked.total = total;
      if (hasEnded(tracked)) this.#imports.delete(importId);
    }
  }

  #track(importId: string): TrackedImport {
    const known = this.#imports.get(importId);
    if (known !== undefined) return known;
    if (this.#imports.size >= MAX_TRACKED) this.#imports.clear();
    const tracked: TrackedImport = { total: undefined, counts: new Map() };
    this.#imports.set(importId, tracked);
    return tracked;
  }
}

function hasEnded({ total, counts }: TrackedImport): boolean {
  if (total === undefined || total === null) return false;
  return counts.values().reduce((sum, one) => sum + accountedFor(one), 0) >= total;
}

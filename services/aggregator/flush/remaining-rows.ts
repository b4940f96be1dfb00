import { accountedFor, type NumberedCounts, replaces } from '../consume/published-batch.ts';

/** Imports followed at once; those beyond are forgotten, and their last rows wait as others do. */
const FOLLOWED = 10_000;

interface Followed {
  /** Undefined until the import's first counts are stored; null where nobody knows it, as of a feed. */
  total: number | null | undefined;
  /** The latest counts of each partition, which are cumulative. */
  readonly counts: Map<number, NumberedCounts>;
}

/**
 * Follows how many rows of running imports are still to be told, so that the first, which people wait for, and the last,
 * after which nothing comes, need not wait for more. It knows what this process was told: where several share an
 * import's partitions, its last rows wait as others do.
 */
export class RemainingRows {
  readonly #imports = new Map<string, Followed>();

  /** Whether these counts are the first of an import, or with them all of its rows are accounted for. */
  take(counts: readonly NumberedCounts[]): boolean {
    let firstOrLast = false;
    for (const next of counts) {
      firstOrLast ||= !this.#imports.has(next.importId);
      const followed = this.#follow(next.importId);
      const known = followed.counts.get(next.partition);
      if (known === undefined || replaces(next, known)) followed.counts.set(next.partition, next);
      firstOrLast ||= hasEnded(followed);
    }
    return firstOrLast;
  }

  /** @param totals of imports whose counts were just stored; null where it is not known */
  learn(totals: ReadonlyMap<string, number | null>): void {
    for (const [importId, total] of totals) {
      const followed = this.#imports.get(importId);
      if (followed === undefined) continue;
      followed.total = total;
      if (hasEnded(followed)) this.#imports.delete(importId);
    }
  }

  #follow(importId: string): Followed {
    const known = this.#imports.get(importId);
    if (known !== undefined) return known;
    if (this.#imports.size >= FOLLOWED) this.#imports.clear();
    const followed: Followed = { total: undefined, counts: new Map() };
    this.#imports.set(importId, followed);
    return followed;
  }
}

function hasEnded({ total, counts }: Followed): boolean {
  if (total === undefined || total === null) return false;
  return counts.values().reduce((sum, one) => sum + accountedFor(one), 0) >= total;
}

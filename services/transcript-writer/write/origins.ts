import type { Position } from '#shared/records/position.ts';
import type { ImportInfo } from './row.ts';

/** What records of a batch have in common: their import, and their position but for its number. */
export interface Origin {
  readonly importInfo: ImportInfo;
  readonly timeUs: number;
  readonly source: number;
}

interface Originated {
  readonly importInfo: ImportInfo;
  readonly position: Position;
}

/** The origins of a batch, and for each record the number of its own, counted from 1 as PostgreSQL does. */
export interface Origins {
  readonly origins: readonly Origin[];
  readonly numbers: readonly number[];
}

/** Finds the origins of a batch, in the order in which they come first. */
export function originsOf(records: readonly Originated[]): Origins {
  const origins: Origin[] = [];
  const known = new Map<string, number>();
  let last: Origin | undefined;
  let number = 0;
  const numbers = records.map(({ importInfo, position: { timeUs, source } }) => {
    // Rows of a file come by the thousand: their origin is looked up once.
    if (last?.importInfo === importInfo && last.timeUs === timeUs && last.source === source) return number;
    last = { importInfo, timeUs, source };
    const key = `${importInfo.importId} ${timeUs} ${source}`;
    number = known.get(key) ?? origins.push(last);
    known.set(key, number);
    return number;
  });
  return { origins, numbers };
}

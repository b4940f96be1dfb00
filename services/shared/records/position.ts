/**
 * A record's place in the tenant's order of writes (docs/decisions/0006-positions-of-records.md): for a row of a file
 * the import's accept time, 0 and the row number; for a feed record its append time, 1 + partition and the offset.
 */
export interface Position {
  readonly timeUs: number;
  readonly source: number;
  readonly number: number;
}

/** Negative when `a` comes before `b`, positive when after, zero for the same place. */
export function comparePositions(a: Position, b: Position): number {
  return a.timeUs - b.timeUs || a.source - b.source || a.number - b.number;
}

import { randomInt } from 'node:crypto';
import type { Dialect } from '../csv/dialect.ts';
import type { DateFormat } from '../csv/record-types.ts';

/**
 * What reading an accepted file depends on, frozen when it is accepted (column `imports.reading`), so that reading it
 * again gives the same rows with the same numbers on the same partitions.
 */
export interface Reading {
  readonly dialect: Dialect;
  readonly dateFormat: DateFormat;
  /**
   * For each of the type's columns, in the template's order, the index of its cell in the header, or -1. Imports accepted
   * before it was frozen have none: theirs follow from the titles, by `earlierTitleForm`.
   */
  readonly columns?: readonly number[];
  /** The latest day it is anywhere on Earth (UTC+14) at acceptance, YYYY-MM-DD: later dates lie in the future. */
  readonly today: string;
  /** Partitions of training-records over which the rows are spread. */
  readonly partitions: number;
  /** Rows that follow each other on one partition. */
  readonly rowsInTurn: number;
  /** Where the first of them go. Imports accepted before it was chosen have none: theirs begin at partition 0. */
  readonly firstPartition?: number;
}

/** What decides which partition a row goes to. */
export type Spread = Pick<Reading, 'partitions' | 'rowsInTurn' | 'firstPartition'>;

/**
 * What an import is accepted with: a transaction takes the rows of a turn or two. Shorter turns make more
 * transactions; with longer ones a file needs more rows before several writers share it.
 */
export const ROWS_IN_TURN = 2_000;

/**
 * How the rows of an import are spread that is accepted now. It begins at any partition: if all began at the same one, each
 * import of fewer rows than {@link ROWS_IN_TURN} would go there, and that partition standing still would stop them all.
 * Chance spreads as well as a hash would, and is as repeatable, since the choice is frozen with the import.
 */
export function chooseSpread(partitions: number): Required<Spread> {
  return { partitions, rowsInTurn: ROWS_IN_TURN, firstPartition: randomInt(partitions) };
}

/** The partition of row `rowNumber` (from 1). */
export function partitionOfRow(
  rowNumber: number,
  { partitions, rowsInTurn, firstPartition = 0 }: Spread,
): number {
  return (firstPartition + Math.floor((rowNumber - 1) / rowsInTurn)) % partitions;
}

const UTC_PLUS_14_MS = 14 * 60 * 60 * 1_000;

/** The latest date anywhere on Earth at `instant`. */
export function latestDateOnEarth(instant: Date): string {
  return new Date(instant.getTime() + UTC_PLUS_14_MS).toISOString().slice(0, 10);
}

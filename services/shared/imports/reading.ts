import type { Dialect } from '../csv/dialect.ts';
import type { DateFormat } from '../csv/record-types.ts';

/**
 * What reading an accepted file depends on, frozen when it is accepted (column `imports.reading`), so that reading it
 * again gives the same rows with the same numbers on the same partitions.
 */
export interface Reading {
  readonly dialect: Dialect;
  readonly dateFormat: DateFormat;
  /** The latest day it is anywhere on Earth (UTC+14) at acceptance, YYYY-MM-DD: later dates lie in the future. */
  readonly today: string;
  /** Partitions of training-records over which the rows are spread. */
  readonly partitions: number;
  /** Rows that follow each other on one partition. */
  readonly rowsInTurn: number;
}

/**
 * What an import is accepted with: a transaction takes the rows of a turn or two. Shorter turns make more
 * transactions; with longer ones a file needs more rows before several writers share it.
 */
export const ROWS_IN_TURN = 2_000;

/** The partition of row `rowNumber` (from 1). */
export function partitionOfRow(
  rowNumber: number,
  { partitions, rowsInTurn }: Pick<Reading, 'partitions' | 'rowsInTurn'>,
): number {
  return Math.floor((rowNumber - 1) / rowsInTurn) % partitions;
}

const UTC_PLUS_14_MS = 14 * 60 * 60 * 1_000;

/** The latest date anywhere on Earth at `instant`. */
export function latestDateOnEarth(instant: Date): string {
  return new Date(instant.getTime() + UTC_PLUS_14_MS).toISOString().slice(0, 10);
}

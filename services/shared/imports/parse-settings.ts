import { randomInt } from 'node:crypto';
import type { Dialect } from '../csv/dialect.ts';
import type { DateFormat, RecordType } from '../csv/record-types.ts';
import type { RowChoices } from '../csv/row-choices.ts';
import type { ImportSettings } from './import-settings.ts';

/**
 * What parsing an accepted file depends on, frozen when it is accepted (column `imports.parse_settings`), so that
 * parsing it again gives the same rows with the same numbers on the same partitions.
 */
export interface ParseSettings extends RowChoices, KeptRecords {
  readonly dialect: Dialect;
  readonly dateFormat: DateFormat;
  /**
   * For each of the type's columns, in the template's order, the index of its cell in the header, or -1. Imports accepted
   * before it was frozen have none: theirs follow from the titles, by `EARLIER_TITLE_RULES`.
   */
  readonly columns?: readonly number[];
  /** The latest date anywhere on Earth (UTC+14) at acceptance, YYYY-MM-DD: later dates lie in the future. */
  readonly today: string;
  /** Partitions of training-records over which the rows are spread. */
  readonly partitions: number;
  /** Rows that follow each other on one partition. */
  readonly rowsPerStripe: number;
  /** The partition of the first stripe. Imports accepted before it was chosen have none and begin at partition 0. */
  readonly firstPartition?: number;
}

/** What of stored records the rows of courses leave as it is, where it is anything. */
export interface KeptRecords {
  /** A value of which a row has none. */
  readonly blanks?: 'keep';
  /** A record of a later completion date than the row's. */
  readonly olderRecords?: 'keep';
}

/** What the import of a file keeps of stored records. Certifications are only ever added. */
export function keptRecords(type: RecordType, { blanks, olderRecords }: ImportSettings): KeptRecords {
  if (type !== 'courses') return {};
  return {
    ...(blanks === 'keep' ? { blanks } : {}),
    ...(olderRecords === 'keep' ? { olderRecords } : {}),
  };
}

/** Whether what rows come to depends on what is stored: they are then applied in the order of the file. */
export function isInOrder({ blanks, olderRecords }: KeptRecords): boolean {
  return blanks !== undefined || olderRecords !== undefined;
}

/** What the rows of a file are read by, beside its columns; of an import without choices nothing. */
export function rowChoices({ constants, values }: ImportSettings): RowChoices {
  return {
    ...(constants === undefined ? {} : { constants }),
    ...(values?.courseType === undefined ? {} : { courseTypes: values.courseType }),
  };
}

/** What decides which partition a row goes to. */
export type Spread = Pick<ParseSettings, 'partitions' | 'rowsPerStripe' | 'firstPartition'>;

/**
 * Rows per stripe of newly accepted imports: a transaction takes the rows of one or two stripes. Shorter stripes make
 * more transactions; with longer ones a file needs more rows before several writers share it.
 */
export const ROWS_PER_STRIPE = 2_000;

/**
 * Chooses how the rows of an import accepted now are spread. The first partition is random: if all imports began at the
 * same one, every import of fewer rows than {@link ROWS_PER_STRIPE} would go there, and that partition standing still
 * would stop them all. A random choice spreads as well as a hash, and is as repeatable, since it is frozen with the
 * import.
 */
export function chooseSpread(partitions: number): Required<Spread> {
  return { partitions, rowsPerStripe: ROWS_PER_STRIPE, firstPartition: randomInt(partitions) };
}

/** As {@link chooseSpread}, of rows that are applied in the order of the file: all go to one partition. */
export function chooseOnePartition(partitions: number): Required<Spread> {
  return { ...chooseSpread(partitions), rowsPerStripe: ALL_ROWS };
}

/** More than any file has. */
const ALL_ROWS = 2 ** 31;

/** The partition of row `rowNumber` (from 1). */
export function partitionOfRow(
  rowNumber: number,
  { partitions, rowsPerStripe, firstPartition = 0 }: Spread,
): number {
  return (firstPartition + Math.floor((rowNumber - 1) / rowsPerStripe)) % partitions;
}

/**
 * The row that follows `rowNumber` on its partition, where the rows of an import come in their order.
 *
 * @param rowNumber 0 where none has come yet
 */
export function nextRowOnPartition(
  rowNumber: number,
  partition: number,
  { partitions, rowsPerStripe, firstPartition = 0 }: Spread,
): number {
  if (rowNumber === 0) return ((partition - firstPartition + partitions) % partitions) * rowsPerStripe + 1;
  return rowNumber % rowsPerStripe === 0 ? rowNumber + (partitions - 1) * rowsPerStripe + 1 : rowNumber + 1;
}

const UTC_PLUS_14_MS = 14 * 60 * 60 * 1_000;

/** The latest date anywhere on Earth at `instant`. */
export function latestDateOnEarth(instant: Date): string {
  return new Date(instant.getTime() + UTC_PLUS_14_MS).toISOString().slice(0, 10);
}

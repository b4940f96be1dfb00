import { LmsError } from '../errors.ts';
import { calendarDate } from './calendar-date.ts';
import type { RecordTable, StoredColumn } from './record-table.ts';
import type { RecordValues, UserValues } from './record-values.ts';

/** Where a record has no number. Dates and whole numbers that are stored are never negative. */
export const NO_NUMBER = -1;

/** The size of what {@link PackedRecords} holds for a record: so many texts and so many numbers. */
type Shape = Pick<RecordTable, 'texts' | 'numbers'>;

/**
 * What a batch's records store, each text as a part of the bytes that it came in. As strings they would be made once,
 * copied by the collector and turned into bytes twice.
 */
export class PackedRecords {
  readonly #texts: number;
  readonly #numbersOfRow: number;
  readonly #rows: number;
  readonly #sources: Buffer[] = [];
  /** Two numbers for each text, row by row: where it begins and where it ends. */
  #spans = new Int32Array(0);
  #numbers = new Int32Array(0);

  /** @param rows at most */
  constructor({ texts, numbers }: Shape, rows: number) {
    this.#texts = texts.length;
    this.#numbersOfRow = numbers.length;
    this.#rows = rows;
  }

  /**
   * @param source what the texts are parts of; it is kept, not copied
   * @param spans where each text begins in it and where it ends, by slot; nothing where that is the same
   * @param numbers by slot; {@link NO_NUMBER} where there is none
   * @returns the number of the row
   */
  add(source: Buffer, spans: Int32Array, numbers: Int32Array): number {
    const row = this.#sources.length;
    if (row === this.#rows)
      throw new LmsError('unexpected', `More than ${this.#rows} rows were to be packed`);
    // A batch has no use for the other record type's.
    if (row === 0) {
      this.#spans = new Int32Array(2 * this.#texts * this.#rows);
      this.#numbers = new Int32Array(this.#numbersOfRow * this.#rows);
    }
    this.#sources.push(source);
    const at = 2 * this.#texts * row;
    for (let index = 0; index < spans.length; index++) this.#spans[at + index] = spans[index] ?? 0;
    const from = this.#numbersOfRow * row;
    for (let index = 0; index < numbers.length; index++) this.#numbers[from + index] = numbers[index] ?? 0;
    return row;
  }

  source(row: number): Buffer {
    const source = this.#sources[row];
    if (source === undefined) throw new LmsError('unexpected', `There is no row ${row}`);
    return source;
  }

  start(row: number, slot: number): number {
    return this.#spans[2 * (this.#texts * row + slot)] ?? 0;
  }

  end(row: number, slot: number): number {
    return this.#spans[2 * (this.#texts * row + slot) + 1] ?? 0;
  }

  length(row: number, slot: number): number {
    const at = 2 * (this.#texts * row + slot);
    return (this.#spans[at + 1] ?? 0) - (this.#spans[at] ?? 0);
  }

  /** A whole number, or a date as `CalendarDate`; {@link NO_NUMBER} where there is none. */
  number(row: number, slot: number): number {
    return this.#numbers[this.#numbersOfRow * row + slot] ?? NO_NUMBER;
  }

  /**
   * Copies a text's bytes to `target`, from `end` on.
   *
   * @returns how many there are
   */
  copy(row: number, slot: number, target: Buffer, end: number): number {
    const source = this.source(row);
    const at = 2 * (this.#texts * row + slot);
    const start = this.#spans[at] ?? 0;
    const length = (this.#spans[at + 1] ?? 0) - start;
    // A loop: of texts as short as these Buffer.copy takes longer.
    for (let index = 0; index < length; index++) target[end + index] = source[start + index] ?? 0;
    return length;
  }
}

/** A valid record, with what is stored of it. */
export interface PackedRecord extends UserValues {
  readonly records: PackedRecords;
  /** Its row of `records`. */
  readonly row: number;
}

/** Packs a record that was read as strings. */
export function packRecord(
  table: RecordTable,
  { username, usernameFolded, employeeId, values }: RecordValues,
  records: PackedRecords,
): PackedRecord {
  const parts = table.texts.map(({ index }) => Buffer.from(values[index] ?? ''));
  const spans = new Int32Array(2 * parts.length);
  let end = 0;
  for (const [slot, { length }] of parts.entries()) {
    spans[2 * slot] = end;
    end += length;
    spans[2 * slot + 1] = end;
  }
  const numbers = new Int32Array(table.numbers.length);
  for (const column of table.numbers) numbers[column.slot] = packedNumber(column, values[column.index]);
  return {
    username,
    usernameFolded,
    employeeId,
    records,
    row: records.add(Buffer.concat(parts), spans, numbers),
  };
}

/** A value of such a column as it is packed. */
export function packedNumber({ kind }: StoredColumn, value: string | null | undefined): number {
  if (value === null || value === undefined) return NO_NUMBER;
  return kind === 'date' ? calendarDate(value) : Number(value);
}

/** Compares a text of two records by its bytes, which is the order of code points. */
export function compareTexts(a: PackedRecord, b: PackedRecord, slot: number): number {
  return a.records
    .source(a.row)
    .compare(
      b.records.source(b.row),
      b.records.start(b.row, slot),
      b.records.end(b.row, slot),
      a.records.start(a.row, slot),
      a.records.end(a.row, slot),
    );
}

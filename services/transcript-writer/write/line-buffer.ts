import { NULL_CELL } from '#shared/clickhouse/tab-separated.ts';
import type { CalendarDate } from '#shared/records/calendar-date.ts';
import type { PackedRecords } from '#shared/records/packed-records.ts';

const TAB = 0x09;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const DASH = 0x2d;
const BLANK = 0x20;

/** What stands for a control character behind a backslash (see `textCell`); no value holds any other. */
const ESCAPES: Readonly<Record<number, number>> = { 9: 0x74, 10: 0x6e, 13: 0x72 };

/** More than a number, a date or no value takes, with the tab behind it. */
const SHORT_CELL = 32;

/** Whole numbers below it are divided without floating point. */
const SMALL = 1e9;

/** Rows in ClickHouse's format TabSeparated as bytes, written cell by cell. */
export class LineBuffer {
  #bytes: Buffer;
  #end = 0;

  /** @param size in bytes, which grows as needed */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** All lines; what they are a part of is not written to any more when no cells follow. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** A text; no value where it is empty. */
  text(records: PackedRecords, row: number, slot: number): void {
    const start = records.start(row, slot);
    const end = records.end(row, slot);
    if (start === end) {
      this.noValue();
      return;
    }
    this.#reserve(2 * (end - start) + 1);
    const source = records.source(row);
    const bytes = this.#bytes;
    let at = this.#end;
    for (let index = start; index < end; index++) {
      const byte = source[index] ?? 0;
      if (byte === BACKSLASH || byte < BLANK) bytes[at++] = BACKSLASH;
      bytes[at++] = byte < BLANK ? (ESCAPES[byte] ?? byte) : byte;
    }
    bytes[at++] = TAB;
    this.#end = at;
  }

  /** @param number whole, from 0 to 2^53 */
  number(number: number): void {
    this.#reserve(SHORT_CELL);
    let digits = 1;
    for (let limit = 10; limit <= number; limit *= 10) digits++;
    this.#digits(number, digits);
    this.#bytes[this.#end++] = TAB;
  }

  date(date: CalendarDate): void {
    this.#reserve(SHORT_CELL);
    this.#digits(Math.floor(date / 10_000), 4);
    this.#bytes[this.#end++] = DASH;
    this.#digits(Math.floor(date / 100) % 100, 2);
    this.#bytes[this.#end++] = DASH;
    this.#digits(date % 100, 2);
    this.#bytes[this.#end++] = TAB;
  }

  noValue(): void {
    this.cells(NO_VALUE);
  }

  /** Cells that are made already, with what is behind them: a tab, or the line's end. */
  cells(cells: Buffer): void {
    this.#reserve(cells.length);
    const bytes = this.#bytes;
    for (let index = 0; index < cells.length; index++) bytes[this.#end + index] = cells[index] ?? 0;
    this.#end += cells.length;
  }

  #digits(number: number, count: number): void {
    const bytes = this.#bytes;
    this.#end += count;
    let left = number;
    for (let at = this.#end - 1; at >= this.#end - count; at--) {
      const rest = left < SMALL ? (left / 10) | 0 : Math.floor(left / 10);
      bytes[at] = left - 10 * rest + ZERO;
      left = rest;
    }
  }

  #reserve(count: number): void {
    if (this.#end + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#end + count));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

const NO_VALUE = Buffer.from(`${NULL_CELL}\t`);

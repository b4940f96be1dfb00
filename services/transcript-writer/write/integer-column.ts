import { type CalendarDate, dayNumber } from '#shared/records/calendar-date.ts';

/** PostgreSQL's types of whole numbers: how many bytes a value has, and the type's id in its catalog. */
const INTEGERS = { int: { size: 4, oid: 23 }, bigint: { size: 8, oid: 20 } } as const;

/** The head of an array: its dimensions, whether it may hold nulls, the type, the length, the first index. */
const HEAD_BYTES = 20;

/** What stands for a value's length where there is none. */
const NULL_LENGTH = -1;

const TWO_TO_32 = 2 ** 32;

/**
 * A column of a batch as PostgreSQL receives an array of whole numbers (its sources, `array_recv`). Numbers that it
 * reads out of a text cost it a sixteenth of an upsert more (test/bench/log.md).
 *
 * @param rows at least one
 * @param numberOf a whole number, for bigint up to 2^53
 * @throws RangeError when one is too large for the type
 */
export function integerColumn<Row>(
  rows: readonly Row[],
  type: keyof typeof INTEGERS,
  numberOf: (row: Row) => number | null,
): Buffer {
  const { size, oid } = INTEGERS[type];
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + rows.length * (4 + size));
  let end = 0;
  for (const field of [1, 1, oid, rows.length, 1]) end = bytes.writeInt32BE(field, end);
  for (const row of rows) {
    const number = numberOf(row);
    end = bytes.writeInt32BE(number === null ? NULL_LENGTH : size, end);
    if (number === null) continue;
    if (type === 'bigint') end = bytes.writeInt32BE(Math.floor(number / TWO_TO_32), end);
    end = bytes.writeInt32BE(type === 'bigint' ? number | 0 : number, end); // of a bigint its lower 32 bits
  }
  return bytes.subarray(0, end);
}

/** As {@link integerColumn}, of dates by the numbers of their days, which PostgreSQL reads faster than the dates. */
export function dayColumn<Row>(rows: readonly Row[], dateOf: (row: Row) => CalendarDate | null): Buffer {
  return integerColumn(rows, 'int', (row) => {
    const date = dateOf(row);
    return date === null ? null : dayNumber(date);
  });
}

import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { calendarDate, isoDate } from '#shared/records/calendar-date.ts';
import { dateInFuture } from '#shared/records/date-rules.ts';
import { NO_NUMBER } from '#shared/records/packed-records.ts';
import { type RecordTable, type StoredColumn, storedColumn } from '#shared/records/record-table.ts';

/** A rule about dates that were read, each valid by itself. Both ways of reading a record ask the same rules. */
export interface DateRule {
  /** @param numbers of the record, by slot (see RecordTable) */
  isBroken(numbers: Int32Array): boolean;
  /** Why a record that breaks it fails. */
  reason(numbers: Int32Array): Reason;
}

/**
 * The rules that schemas/csv sets for a record's dates: `notAfterToday`, and `notAfter` and `notBefore` another date.
 *
 * @param today the last day that is not in the future, as YYYY-MM-DD
 */
export function dateRules(table: RecordTable, today: string): readonly DateRule[] {
  const lastDay = calendarDate(today);
  return table.numbers.flatMap((one) => {
    const { notAfter, notBefore, notAfterToday } = one.column.limits;
    return [
      ...(notAfter === undefined ? [] : [orderRule(one, 'after', storedColumn(table, notAfter))]),
      ...(notBefore === undefined ? [] : [orderRule(one, 'before', storedColumn(table, notBefore))]),
      ...(notAfterToday === true ? [futureRule(one, lastDay)] : []),
    ];
  });
}

function futureRule({ slot, column }: StoredColumn, lastDay: number): DateRule {
  return {
    isBroken: (numbers) => (numbers[slot] ?? NO_NUMBER) > lastDay,
    reason: (numbers) => dateInFuture(column, isoDate(numbers[slot] ?? NO_NUMBER)),
  };
}

/** @param relation in which the date must not stand to the other one */
function orderRule(one: StoredColumn, relation: 'after' | 'before', other: StoredColumn): DateRule {
  const [earlier, later] = relation === 'after' ? [one, other] : [other, one];
  const [earlierSlot, laterSlot] = [earlier.slot, later.slot];
  const shown = (numbers: Int32Array, { column, slot }: StoredColumn): string =>
    `${column.title} ${isoDate(numbers[slot] ?? NO_NUMBER)}`;
  return {
    isBroken: (numbers) => {
      const last = numbers[laterSlot] ?? NO_NUMBER;
      return last !== NO_NUMBER && (numbers[earlierSlot] ?? NO_NUMBER) > last;
    },
    reason: (numbers) => ({
      code: `${wordOf(one.column)}-${relation}-${wordOf(other.column)}`,
      columns: [earlier.column.title, later.column.title],
      message: `${shown(numbers, one)} is ${relation} ${shown(numbers, other)}; correct one of them`,
    }),
  };
}

/** What codes call a date: `start` for Start Date. */
function wordOf({ title }: Column): string {
  return title
    .replace(/ Date$/, '')
    .toLowerCase()
    .replaceAll(' ', '-');
}

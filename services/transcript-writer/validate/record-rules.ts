import { columnTexts } from '#shared/csv/column-texts.ts';
import { dateWord, type Reason } from '#shared/csv/reason.ts';
import { calendarDate, isoDate } from '#shared/records/calendar-date.ts';
import { dateInFuture } from '#shared/records/date-rules.ts';
import { NO_NUMBER } from '#shared/records/packed-records.ts';
import { type RecordTable, type StoredColumn, storedColumn } from '#shared/records/record-table.ts';
import type { Language } from '#shared/texts/languages.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

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
 * @param language of the reasons
 */
export function dateRules(table: RecordTable, today: string, language: Language): readonly DateRule[] {
  const lastDay = calendarDate(today);
  return table.numbers.flatMap((one) => {
    const { notAfter, notBefore, notAfterToday } = one.column.limits;
    return [
      ...(notAfter === undefined ? [] : [orderRule(one, 'after', storedColumn(table, notAfter), language)]),
      ...(notBefore === undefined
        ? []
        : [orderRule(one, 'before', storedColumn(table, notBefore), language)]),
      ...(notAfterToday === true ? [futureRule(one, lastDay, language)] : []),
    ];
  });
}

function futureRule({ slot, column }: StoredColumn, lastDay: number, language: Language): DateRule {
  return {
    isBroken: (numbers) => (numbers[slot] ?? NO_NUMBER) > lastDay,
    reason: (numbers) => dateInFuture(column, isoDate(numbers[slot] ?? NO_NUMBER), language),
  };
}

/** @param relation in which the date must not stand to the other one */
function orderRule(
  one: StoredColumn,
  relation: 'after' | 'before',
  other: StoredColumn,
  language: Language,
): DateRule {
  const [earlier, later] = relation === 'after' ? [one, other] : [other, one];
  const [earlierSlot, laterSlot] = [earlier.slot, later.slot];
  const titleOf = ({ column }: StoredColumn): string => columnTexts(column, language).title;
  const dateIn = (numbers: Int32Array, { slot }: StoredColumn): string => isoDate(numbers[slot] ?? NO_NUMBER);
  return {
    isBroken: (numbers) => {
      const last = numbers[laterSlot] ?? NO_NUMBER;
      return last !== NO_NUMBER && (numbers[earlierSlot] ?? NO_NUMBER) > last;
    },
    reason: (numbers) => ({
      code: `${dateWord(one.column.title)}-${relation}-${dateWord(other.column.title)}`,
      columns: [earlier.column.title, later.column.title],
      message: textsOf(language).text(relation === 'after' ? 'reasons.date-after' : 'reasons.date-before', {
        column: titleOf(one),
        date: dateIn(numbers, one),
        other: titleOf(other),
        otherDate: dateIn(numbers, other),
      }),
    }),
  };
}

import type { Reason } from '#shared/csv/reason.ts';
import type { Column, DateFormat } from '#shared/csv/record-types.ts';
import { calendarDate, digits, isRealDay } from './calendar-date.ts';
import { limitsOf } from './limits.ts';
import { shownValue } from './shown-value.ts';
import { type RawField, readText } from './text-rules.ts';

/** Reads a date column into YYYY-MM-DD, which compares as text in the order of days. */
export type DateReader = (raw: RawField, column: Column, reasons: Reason[]) => string | null;

/** The form of dates that a reason about a date in another form names. */
const EXAMPLES: Readonly<Record<DateFormat, string>> = {
  'YYYY-MM-DD': '2023-03-25',
  'MM/DD/YYYY': '03/25/2023',
  'DD/MM/YYYY': '25/03/2023',
};

export function dateReader(format: DateFormat): DateReader {
  const parse = PARSERS[format];
  return (raw, column, reasons) => {
    const text = readText(raw, column, reasons);
    if (text === null) return null;
    const date = parse(text);
    if (typeof date !== 'string') {
      reasons.push(invalidDate(column, text, date, format));
      return null;
    }
    if (limitsOf(column).admitsDate(calendarDate(date))) return date;
    reasons.push(tooEarly(column, text));
    return null;
  };
}

export function dateInFuture(column: Column, date: string): Reason {
  return {
    code: 'date-in-future',
    columns: [column.title],
    message: `${column.title} ${shownValue(date)} is in the future; use the day it happened`,
  };
}

/** Why a text is no date: its form, or its form is right and there is no such day. */
type Misfit = 'form' | 'day';

const PARSERS: Readonly<Record<DateFormat, (text: string) => string | { misfit: Misfit }>> = {
  'YYYY-MM-DD': parseIsoDate,
  'MM/DD/YYYY': (text) => parseSlashedDate(text, 1, 2),
  'DD/MM/YYYY': (text) => parseSlashedDate(text, 2, 1),
};

const WRONG_FORM = { misfit: 'form' } as const;
const NO_SUCH_DAY = { misfit: 'day' } as const;

const ISO_DATE = /^\d{4}-\d\d-\d\d$/;

function parseIsoDate(text: string): string | { misfit: Misfit } {
  if (!ISO_DATE.test(text)) return WRONG_FORM;
  return isRealDay(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)) ? text : NO_SUCH_DAY;
}

// Spreadsheets write these without padding.
const SLASHED_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

function parseSlashedDate(text: string, monthGroup: 1 | 2, dayGroup: 1 | 2): string | { misfit: Misfit } {
  const match = SLASHED_DATE.exec(text);
  const [month, day, year] = [match?.[monthGroup], match?.[dayGroup], match?.[3]];
  if (month === undefined || day === undefined || year === undefined) return WRONG_FORM;
  if (!isRealDay(Number(year), Number(month), Number(day))) return NO_SUCH_DAY;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function invalidDate(
  column: Column,
  text: string,
  { misfit }: { misfit: Misfit },
  format: DateFormat,
): Reason {
  const problem =
    misfit === 'day'
      ? 'is not a day of the calendar; correct it'
      : `is not a date; write it as ${format}, such as ${EXAMPLES[format]}`;
  return {
    code: 'invalid-date',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} ${problem}`,
  };
}

function tooEarly(column: Column, text: string): Reason {
  return {
    code: 'date-too-early',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is too early; use a day from ${column.limits.earliest}`,
  };
}

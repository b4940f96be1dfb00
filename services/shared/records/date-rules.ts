import {
  DATE_FORMATS,
  type DateMisfit,
  dateExample,
  formatsOf,
  parseDate,
} from '#shared/csv/date-formats.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { Column, DateFormat } from '#shared/csv/record-types.ts';
import { calendarDate } from './calendar-date.ts';
import { limitsOf } from './limits.ts';
import { shownValue } from './shown-value.ts';
import { type RawField, readCode } from './text-rules.ts';

/** Reads a date column into YYYY-MM-DD, which compares as text in the order of days. */
export type DateReader = (raw: RawField, column: Column, reasons: Reason[]) => string | null;

export function dateReader(format: DateFormat): DateReader {
  return (raw, column, reasons) => {
    const text = readCode(raw, column, reasons);
    if (text === null) return null;
    const { date, misfit } = parseDate(text, format);
    const written = raw?.trim() ?? text;
    if (misfit !== undefined) {
      reasons.push({
        code: 'invalid-date',
        columns: [column.title],
        message: `${column.title} ${shownValue(written)} ${describeMisfit(misfit, text, format)}`,
      });
      return null;
    }
    if (limitsOf(column).admitsDate(calendarDate(date))) return date;
    reasons.push(tooEarly(column, written));
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

function describeMisfit(found: DateMisfit, text: string, format: DateFormat): string {
  const misfit = found === 'form' ? closestMisfit(text) : found;
  const others = formatsOf(text).join(' or ');
  switch (misfit) {
    case 'two-digit-year':
      return 'has a year of two digits, which does not say which century; write all four digits';
    case 'time-zone':
      return 'has a time zone, with which the day depends on the place; write the day alone';
    case 'day':
      return others === ''
        ? 'is not a day of the calendar; correct it'
        : `is not a day of the calendar as ${format}; correct it, or import the file with the date format ${others}`;
    case 'form':
      return others === ''
        ? `is not a date; write it as ${format}, such as ${dateExample(format)}`
        : `is not a date as ${format}, such as ${dateExample(format)}; correct it, or import the file with the date format ${others}`;
  }
}

/** A date that only lacks its century, or has a zone too many, is told so whatever the format of the file. */
function closestMisfit(text: string): DateMisfit {
  const misfits = DATE_FORMATS.map((format) => parseDate(text, format).misfit);
  return misfits.find((misfit) => misfit === 'two-digit-year' || misfit === 'time-zone') ?? 'form';
}

function tooEarly(column: Column, text: string): Reason {
  return {
    code: 'date-too-early',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is too early; use a day from ${column.limits.earliest}`,
  };
}

import {
  DATE_FORMATS,
  type DateMisfit,
  dateExample,
  formatsOf,
  parseDate,
} from '#shared/csv/date-formats.ts';
import { either } from '#shared/csv/inspection/texts.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { Column, DateFormat } from '#shared/csv/record-types.ts';
import type { Language } from '#shared/texts/languages.ts';
import type { ServiceTexts } from '#shared/texts/texts-of.ts';
import { calendarDate } from './calendar-date.ts';
import { limitsOf } from './limits.ts';
import { columnReason, type Reasons } from './reasons.ts';
import { shownValue } from './shown-value.ts';
import { type RawField, readCode } from './text-rules.ts';

/** Reads a date column into YYYY-MM-DD, which compares as text in the order of days. */
export type DateReader = (raw: RawField, column: Column, reasons: Reasons) => string | null;

export function dateReader(format: DateFormat): DateReader {
  return (raw, column, reasons) => {
    const text = readCode(raw, column, reasons);
    if (text === null) return null;
    const { date, misfit } = parseDate(text, format);
    const written = raw?.trim() ?? text;
    if (misfit !== undefined) {
      reasons.add('invalid-date', column, (message, title) => {
        const value = shownValue(written);
        const { language } = reasons;
        return describeMisfit(misfit, { text, format, language }, message, { column: title, value });
      });
      return null;
    }
    if (limitsOf(column).admitsDate(calendarDate(date))) return date;
    reasons.add('date-too-early', column, (message, title) => {
      const { earliest = '' } = column.limits;
      return message('reasons.date-too-early', { column: title, value: shownValue(written), earliest });
    });
    return null;
  };
}

export function dateInFuture(column: Column, date: string, language: Language): Reason {
  return columnReason('date-in-future', column, language, (message, title) =>
    message('reasons.date-in-future', { column: title, value: shownValue(date) }),
  );
}

interface UnreadDate {
  readonly text: string;
  readonly format: DateFormat;
  readonly language: Language;
}

function describeMisfit(
  found: DateMisfit,
  { text, format, language }: UnreadDate,
  message: ServiceTexts['text'],
  shown: { readonly column: string; readonly value: string },
): string {
  const misfit = found === 'form' ? closestMisfit(text) : found;
  const formats = formatsOf(text);
  const others = (): string => either({ language, text: message }, formats);
  const example = dateExample(format);
  switch (misfit) {
    case 'two-digit-year':
      return message('reasons.two-digit-year', shown);
    case 'time-zone':
      return message('reasons.time-zone', shown);
    case 'day':
      return formats.length === 0
        ? message('reasons.no-such-day', shown)
        : message('reasons.no-such-day-in-format', { ...shown, format, others: others() });
    case 'form':
      return formats.length === 0
        ? message('reasons.not-a-date', { ...shown, format, example })
        : message('reasons.not-a-date-in-format', { ...shown, format, example, others: others() });
  }
}

/** A date that only lacks its century, or has a zone too many, is told so whatever the format of the file. */
function closestMisfit(text: string): DateMisfit {
  const misfits = DATE_FORMATS.map((format) => parseDate(text, format).misfit);
  return misfits.find((misfit) => misfit === 'two-digit-year' || misfit === 'time-zone') ?? 'form';
}

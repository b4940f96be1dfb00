import { isRealDay } from './calendar.ts';

/** How a file's dates are written; chosen for the whole file, never guessed row by row. */
export type DateFormat =
  | 'YYYY-MM-DD'
  | 'YYYY/MM/DD'
  | 'YYYYMMDD'
  | 'MM/DD/YYYY'
  | 'DD/MM/YYYY'
  | 'DD.MM.YYYY'
  | 'MM-DD-YYYY'
  | 'DD-MM-YYYY'
  | 'DD-MMM-YYYY';

/**
 * Why a text is no date of a format: its form; the form is right and there is no such day; its year has two digits; or a
 * time of day with a time zone follows, with which the day depends on the place.
 */
export type DateMisfit = 'form' | 'day' | 'two-digit-year' | 'time-zone';

export type ParsedDate =
  /** `date` is YYYY-MM-DD, which compares as text in the order of days. */
  | { readonly date: string; readonly misfit: undefined }
  | { readonly date: undefined; readonly misfit: DateMisfit };

interface Form {
  /** With groups `year` (of two digits too, to say what is wrong with it), `month`, `day` and `rest`. */
  readonly pattern: RegExp;
  readonly example: string;
}

/** A time of day, as databases and spreadsheets write one behind a date; `zone` is what may not follow. */
const TIME =
  /^(?:\s+|T)(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d{1,9})?)?(?:\s?[AP]\.?M\.?)?)(?<zone>\s?(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d\d)?))?$/i;

// Spreadsheets write most of them without padding; ISO 8601 and what is derived from it is always padded. `rest` begins
// with what may stand before a time of day.
const FORMS: Readonly<Record<DateFormat, Form>> = {
  'YYYY-MM-DD': {
    pattern: /^(?<year>\d{4}|\d\d)-(?<month>\d\d)-(?<day>\d\d)(?<rest>$|[\sT].*)/is,
    example: '2023-03-25',
  },
  'YYYY/MM/DD': {
    pattern: /^(?<year>\d{4}|\d\d)\/(?<month>\d{1,2})\/(?<day>\d{1,2})(?<rest>$|[\sT].*)/is,
    example: '2023/03/25',
  },
  YYYYMMDD: {
    pattern: /^(?<year>\d{4}|\d\d)(?<month>\d\d)(?<day>\d\d)(?<rest>$|[\sT].*)/is,
    example: '20230325',
  },
  'MM/DD/YYYY': {
    pattern: /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '03/25/2023',
  },
  'DD/MM/YYYY': {
    pattern: /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '25/03/2023',
  },
  'DD.MM.YYYY': {
    pattern: /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '25.03.2023',
  },
  'MM-DD-YYYY': {
    pattern: /^(?<month>\d{1,2})-(?<day>\d{1,2})-(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '03-25-2023',
  },
  'DD-MM-YYYY': {
    pattern: /^(?<day>\d{1,2})-(?<month>\d{1,2})-(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '25-03-2023',
  },
  'DD-MMM-YYYY': {
    pattern: /^(?<day>\d{1,2})-(?<month>[a-z]{3,9})-(?<year>\d{4}|\d\d)(?<rest>$|[\sT].*)/is,
    example: '25-Mar-2023',
  },
};

export const DATE_FORMATS = Object.keys(FORMS) as readonly DateFormat[];

export function isDateFormat(text: string): text is DateFormat {
  return Object.hasOwn(FORMS, text);
}

/** The 25th of March 2023 as a format writes it. */
export function dateExample(format: DateFormat): string {
  return FORMS[format].example;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * Reads a trimmed text as a date of a format. A time of day behind it is dropped, since it has no zone that could move
 * the day; with a zone it is refused.
 */
export function parseDate(text: string, format: DateFormat): ParsedDate {
  const groups = FORMS[format].pattern.exec(text)?.groups;
  if (groups === undefined) return misfit('form');
  const { year = '', month = '', day = '', rest = '' } = groups;
  const monthNumber = monthOf(month);
  if (monthNumber === undefined) return misfit('form');
  if (rest !== '') {
    const time = TIME.exec(rest);
    if (time === null) return misfit('form');
    if (time.groups?.['zone'] !== undefined) return misfit('time-zone');
  }
  const isShort = year.length === 2;
  // 2000 has every day that any year has.
  if (!isRealDay(isShort ? 2000 : Number(year), monthNumber, Number(day))) {
    return misfit(isShort ? 'form' : 'day');
  }
  if (isShort) return misfit('two-digit-year');
  const date = `${year}-${String(monthNumber).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return { date, misfit: undefined };
}

/** The formats that read a text. */
export function formatsOf(text: string): DateFormat[] {
  return DATE_FORMATS.filter((format) => parseDate(text, format).misfit === undefined);
}

function misfit(why: DateMisfit): ParsedDate {
  return { date: undefined, misfit: why };
}

/** The number of a month given in digits, or by its English name or the name's first three letters. */
function monthOf(text: string): number | undefined {
  if (/^\d/.test(text)) return Number(text);
  const name = text.toLowerCase();
  const index = MONTHS.findIndex((month) => month === name || month.slice(0, 3) === name);
  return index === -1 ? undefined : index + 1;
}

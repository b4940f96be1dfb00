import { isRealDay } from '#shared/csv/calendar.ts';
import type { DateFormat } from '#shared/csv/record-types.ts';
import type { CalendarDate } from '#shared/records/calendar-date.ts';
import type { Limits } from '#shared/records/limits.ts';

// Values read from UTF-8 where that takes no string. What is accepted here, the rules for texts, dates and numbers read
// to the same value. What is not need not be wrong: the rules decide about it, and say why.

const ZERO = 0x30;
const POINT = 0x2e;
const BLANK = 0x20;
const DELETE = 0x7f;

/** First bytes of two that stand for U+00C0 to U+02FF: letters, none of which composes with what is before it. */
const FIRST_OF_LETTERS = 0xc3;
const LAST_OF_LETTERS = 0xcb;

/** More digits need not be exact as a number. */
const MAX_DIGITS = 15;

const POWERS_OF_TEN = Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** What is not a number of the form asked for; unlike NO_NUMBER, which stands where nothing is given. */
export const NOT_PLAIN = -2;

/**
 * Whether a text of at least one byte is its own value: trimmed, in NFC, within its length, of no unusual character; an
 * identifier without two spaces behind each other, which are read as one.
 */
export function isPlainText(bytes: Buffer, start: number, end: number, limits: Limits): boolean {
  if (bytes[start] === BLANK || bytes[end - 1] === BLANK) return false;
  let characters = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < BLANK || byte === DELETE) return false;
    // The last one is no blank, so the next byte is of the same text.
    if (byte === BLANK && limits.isIdentifier && bytes[index + 1] === BLANK) return false;
    if (byte > DELETE) {
      if (byte < FIRST_OF_LETTERS || byte > LAST_OF_LETTERS) return false;
      index += 1;
      if (index === end || ((bytes[index] ?? 0) & 0xc0) !== 0x80) return false;
    }
    characters += 1;
  }
  return limits.admitsLength(characters);
}

export function isSameText(bytes: Buffer, start: number, end: number, text: Buffer): boolean {
  if (end - start !== text.length) return false;
  // A loop: of texts as short as these Buffer.compare takes longer.
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}

/** Reads a number, or {@link NOT_PLAIN}. */
export type PlainNumberReader = (bytes: Buffer, start: number, end: number) => number;

/** Reads whole numbers within the column's limits. */
export function plainIntegerReader(limits: Limits): PlainNumberReader {
  return (bytes, start, end) => {
    const value = wholeNumber(bytes, start, end);
    return value !== NOT_PLAIN && limits.admitsNumber(value) ? value : NOT_PLAIN;
  };
}

/** The number that digits make, of which there is at least one. */
function wholeNumber(bytes: Buffer, start: number, end: number): number {
  if (start >= end || end - start > MAX_DIGITS) return NOT_PLAIN;
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NOT_PLAIN;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads dates that are not earlier than the column allows, as {@link CalendarDate}. */
export function plainDateReader(format: DateFormat, limits: Limits): PlainNumberReader {
  const form = FORMS[format];
  if (form === undefined) return () => NOT_PLAIN;
  return (bytes, start, end) => {
    const date = readDate(form, bytes, start, end);
    return date !== NOT_PLAIN && limits.admitsDate(date) ? date : NOT_PLAIN;
  };
}

interface DateForm {
  readonly length: number;
  readonly separator: number;
  /** Where the separators and the parts are. */
  readonly separators: readonly number[];
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DASH = 0x2d;
const SLASH = 0x2f;
const YEAR_FIRST = { length: 10, separators: [4, 7], year: 0, month: 5, day: 8 };
const MONTH_FIRST = { length: 10, separators: [2, 5], year: 6, month: 0, day: 3 };
const DAY_FIRST = { length: 10, separators: [2, 5], year: 6, month: 3, day: 0 };

// Only what is padded and has no time of day, as most of it is; names of months are left to the rules.
const FORMS: Readonly<Record<DateFormat, DateForm | undefined>> = {
  'YYYY-MM-DD': { ...YEAR_FIRST, separator: DASH },
  'YYYY/MM/DD': { ...YEAR_FIRST, separator: SLASH },
  YYYYMMDD: { length: 8, separators: [], separator: 0, year: 0, month: 4, day: 6 },
  'MM/DD/YYYY': { ...MONTH_FIRST, separator: SLASH },
  'DD/MM/YYYY': { ...DAY_FIRST, separator: SLASH },
  'DD.MM.YYYY': { ...DAY_FIRST, separator: POINT },
  'MM-DD-YYYY': { ...MONTH_FIRST, separator: DASH },
  'DD-MM-YYYY': { ...DAY_FIRST, separator: DASH },
  'DD-MMM-YYYY': undefined,
};

function readDate(form: DateForm, bytes: Buffer, start: number, end: number): CalendarDate {
  const { separator, separators, length } = form;
  if (end - start !== length) return NOT_PLAIN;
  for (const at of separators) if (bytes[start + at] !== separator) return NOT_PLAIN;
  const year = wholeNumber(bytes, start + form.year, start + form.year + 4);
  const month = wholeNumber(bytes, start + form.month, start + form.month + 2);
  const day = wholeNumber(bytes, start + form.day, start + form.day + 2);
  if (year === NOT_PLAIN || month === NOT_PLAIN || !isRealDay(year, month, day)) return NOT_PLAIN;
  return year * 10_000 + month * 100 + day;
}

/**
 * Reads a decimal within the column's limits.
 *
 * @param spans where it begins and ends without needless zeros, put at `at` and behind it
 */
export function readPlainDecimal(
  bytes: Buffer,
  start: number,
  end: number,
  limits: Limits,
  spans: Int32Array,
  at: number,
): boolean {
  let point = start;
  while (point < end && bytes[point] !== POINT) point++;
  const decimals = Math.max(0, end - point - 1);
  const whole = wholeNumber(bytes, start, point);
  const fraction = point === end ? 0 : wholeNumber(bytes, point + 1, end);
  if (whole === NOT_PLAIN || fraction === NOT_PLAIN || end - start > MAX_DIGITS) return false;
  if (!limits.admitsDecimals(decimals)) return false;
  const scale = POWERS_OF_TEN[decimals] ?? Number.NaN;
  const value = (whole * scale + fraction) / scale;
  if (!limits.admitsNumber(value)) return false;
  let first = start;
  while (first + 1 < point && bytes[first] === ZERO) first++;
  let last = end;
  if (decimals > 0) {
    while (bytes[last - 1] === ZERO) last--;
    if (bytes[last - 1] === POINT) last--;
  }
  spans[at] = first;
  spans[at + 1] = last;
  return true;
}

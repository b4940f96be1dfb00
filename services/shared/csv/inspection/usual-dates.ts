import { isRealDay } from '../calendar.ts';
import { DATE_FORMATS, type DateFormat } from '../date-formats.ts';

const DASH = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;

/** A set of formats, a bit for each by its place in `DATE_FORMATS`. */
export type FormatSet = number;

export function formatBit(format: DateFormat): FormatSet {
  return 1 << DATE_FORMATS.indexOf(format);
}

const ISO = formatBit('YYYY-MM-DD');
const YEAR_FIRST = formatBit('YYYY/MM/DD');
const DIGITS = formatBit('YYYYMMDD');
const MONTH_FIRST = { [SLASH]: formatBit('MM/DD/YYYY'), [DASH]: formatBit('MM-DD-YYYY'), [POINT]: 0 };
const DAY_FIRST = {
  [SLASH]: formatBit('DD/MM/YYYY'),
  [DASH]: formatBit('DD-MM-YYYY'),
  [POINT]: formatBit('DD.MM.YYYY'),
};

/**
 * The formats that read a padded date of digits alone, as nearly every one in a file is; undefined for any other text,
 * which has to be parsed. Without it, remembering each distinct date took half of an inspection's time.
 */
export function formatsOfUsual(text: string): FormatSet | undefined {
  if (text.length === 8) {
    const number = digits(text, 0, 8);
    if (number < 0) return undefined;
    return isRealDay(Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100)
      ? DIGITS
      : undefined;
  }
  if (text.length !== 10) return undefined;
  const separator = text.charCodeAt(4);
  return separator === DASH || separator === SLASH ? yearFirst(text, separator) : yearLast(text);
}

function yearFirst(text: string, separator: number): FormatSet | undefined {
  if (text.charCodeAt(7) !== separator) return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  if (year < 0 || month < 0 || day < 0 || !isRealDay(year, month, day)) return undefined;
  return separator === DASH ? ISO : YEAR_FIRST;
}

function yearLast(text: string): FormatSet | undefined {
  const separator = text.charCodeAt(2);
  if (separator !== SLASH && separator !== DASH && separator !== POINT) return undefined;
  if (text.charCodeAt(5) !== separator) return undefined;
  const [first, second, year] = [digits(text, 0, 2), digits(text, 3, 5), digits(text, 6, 10)];
  if (first < 0 || second < 0 || year < 0) return undefined;
  const formats =
    (isRealDay(year, first, second) ? MONTH_FIRST[separator] : 0) |
    (isRealDay(year, second, first) ? DAY_FIRST[separator] : 0);
  return formats === 0 ? undefined : formats;
}

/** The number that digits make, or -1. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

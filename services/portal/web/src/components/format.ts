import { currentLocale, text } from '../texts/texts.ts';

/** A formatter that is made when it is first used: which language is read is not known before. */
function once<Formatter>(make: (locale: string) => Formatter): () => Formatter {
  let made: Formatter | undefined;
  return () => {
    made ??= make(currentLocale());
    return made;
  };
}

const numbers = once((locale) => new Intl.NumberFormat(locale));
const compacts = once((locale) => new Intl.NumberFormat(locale, { notation: 'compact' }));
const percents = once(
  (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
);
const decimals = once((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }));
const megabytes = once((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const dateTimes = once(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
);
const exactTimes = once(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }),
);
const dates = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const clocks = once((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }));
// A date of a record is a day, not an instant: it is the same day in every zone.
const shortDays = once(
  (locale) => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
);
const months = once(
  (locale) => new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
);
const days = once((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));

/** A whole number as the reader's locale writes it. */
export function formatNumber(value: number): string {
  return numbers().format(value);
}

/** Rounded to what fits beside an axis: 1.5K, 20M. */
export function formatCompact(value: number): string {
  return compacts().format(value);
}

export function formatDecimal(value: number): string {
  return decimals().format(value);
}

export function formatPercent(part: number): string {
  return percents().format(part);
}

/** An instant in the reader's zone, in two parts that may stand on two lines. */
export function formatDateAndClock(instant: string): readonly [date: string, clock: string] {
  const moment = new Date(instant);
  return [dates().format(moment), clocks().format(moment)];
}

/** An instant in the reader's zone. */
export function formatDateTime(instant: string): string {
  return dateTimes().format(new Date(instant));
}

export function formatExactTime(instant: string): string {
  return exactTimes().format(new Date(instant));
}

/** A YYYY-MM-DD without its year, where that goes without saying. */
export function formatShortDay(day: string): string {
  return shortDays().format(new Date(`${day}T00:00:00Z`));
}

/** The month of a YYYY-MM-DD. */
export function formatMonth(day: string): string {
  return months().format(new Date(`${day}T00:00:00Z`));
}

/** A YYYY-MM-DD as the reader's locale writes a day. */
export function formatDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : days().format(date);
}

const BYTES_PER_KB = 1024;
const BYTES_PER_MB = 1024 * 1024;

/** In the units of file limits: 1 MB is 1024 × 1024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < BYTES_PER_KB) return text('components.bytes', { bytes });
  if (bytes < BYTES_PER_MB) return `${megabytes().format(bytes / BYTES_PER_KB)} kB`;
  return `${megabytes().format(bytes / BYTES_PER_MB)} MB`;
}

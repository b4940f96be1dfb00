const numbers = new Intl.NumberFormat();
const compacts = new Intl.NumberFormat(undefined, { notation: 'compact' });
const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });
const megabytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const dateTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exactTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
// A date of a record is a day, not an instant: it is the same day in every zone.
const shortDays = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A whole number as the reader's locale writes it. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** Rounded to what fits beside an axis: 1.5K, 20M. */
export function formatCompact(value: number): string {
  return compacts.format(value);
}

export function formatDecimal(value: number): string {
  return decimals.format(value);
}

export function formatPercent(part: number): string {
  return percents.format(part);
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const clocks = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** An instant in the reader's zone, in two parts that may stand on two lines. */
export function formatDateAndClock(instant: string): readonly [date: string, clock: string] {
  const moment = new Date(instant);
  return [dates.format(moment), clocks.format(moment)];
}

/** An instant in the reader's zone. */
export function formatDateTime(instant: string): string {
  return dateTimes.format(new Date(instant));
}

export function formatExactTime(instant: string): string {
  return exactTimes.format(new Date(instant));
}

/** A YYYY-MM-DD without its year, where that goes without saying. */
export function formatShortDay(day: string): string {
  return shortDays.format(new Date(`${day}T00:00:00Z`));
}

/** The month of a YYYY-MM-DD. */
export function formatMonth(day: string): string {
  return months.format(new Date(`${day}T00:00:00Z`));
}

/** A YYYY-MM-DD as the reader's locale writes a day. */
export function formatDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : days.format(date);
}

const BYTES_PER_KB = 1024;
const BYTES_PER_MB = 1024 * 1024;

/** In the units of file limits: 1 MB is 1024 × 1024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < BYTES_PER_KB) return `${formatNumber(bytes)} bytes`;
  if (bytes < BYTES_PER_MB) return `${megabytes.format(bytes / BYTES_PER_KB)} kB`;
  return `${megabytes.format(bytes / BYTES_PER_MB)} MB`;
}

/** `3 records`, `1 record`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

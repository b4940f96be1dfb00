/**
 * A day as a whole number, 20240229 for 2024-02-29: such numbers compare in the order of days, and take no memory of
 * their own.
 */
export type CalendarDate = number;

const MILLISECONDS_OF_A_DAY = 86_400_000;

/** @param date YYYY-MM-DD, of a day that is real */
export function calendarDate(date: string): CalendarDate {
  return digits(date, 0, 4) * 10_000 + digits(date, 5, 7) * 100 + digits(date, 8, 10);
}

/** As {@link calendarDate} takes it. */
export function isoDate(date: CalendarDate): string {
  const text = String(date).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

/** The number of the day, counted from 1970-01-01. */
export function dayNumber(date: CalendarDate): number {
  const day = date % 100;
  const month = Math.floor(date / 100) % 100;
  return Date.UTC(Math.floor(date / 10_000), month - 1, day) / MILLISECONDS_OF_A_DAY;
}

/** The number that digits of a text make. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + text.charCodeAt(i) - 48; // '0'
  return value;
}

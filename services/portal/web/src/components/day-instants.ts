/**
 * The first instant of the reader's day, or '' where there is none: a day of another zone would leave out what a list shows
 * under this day.
 */
export function startOfDay(day: string): string {
  return toInstant(day, 'T00:00:00.000');
}

/** The last instant of the reader's day, or '' where there is none. */
export function endOfDay(day: string): string {
  return toInstant(day, 'T23:59:59.999');
}

function toInstant(day: string, time: string): string {
  const instant = new Date(`${day}${time}`);
  return Number.isNaN(instant.getTime()) ? '' : instant.toISOString();
}

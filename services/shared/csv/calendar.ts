/** A day of the Gregorian calendar, whatever the year. */
export function isRealDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month === 2) return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const shortMonth = month === 4 || month === 6 || month === 9 || month === 11;
  return day <= (shortMonth ? 30 : 31);
}

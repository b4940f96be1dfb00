export type Period = 'day' | 'week' | 'month';

/** What a chart shows: its periods by their first days, as the API names them. */
export interface ActivityRange {
  readonly by: Period;
  readonly from: string;
  readonly to: string;
  readonly periods: readonly string[];
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Without a filter for the first day. */
const DEFAULT_DAYS = 30;
/** A period has a row for each of the two types, and the API gives 200 rows at the most. */
const MOST_PERIODS = 62;
const MOST_MONTHS = 96;

/**
 * The days, weeks or months between two days, whichever are few enough to be told apart; of more than eight years the
 * last ones.
 *
 * @param filters days as YYYY-MM-DD, or nothing
 * @param today in UTC
 */
export function activityRange(
  filters: { readonly from?: string; readonly to?: string },
  today: string,
): ActivityRange {
  const to = dayIn(filters.to) ?? today;
  const from = dayIn(filters.from) ?? dayOf(timeOf(to) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (timeOf(to) - timeOf(from)) / DAY_MS + 1;
  if (days <= MOST_PERIODS) return { by: 'day', from, to, periods: steps(from, to, nextDay) };
  if (days <= 7 * MOST_PERIODS) {
    // A week begins on Monday, also the one in which the first day lies.
    const weekday = (new Date(timeOf(from)).getUTCDay() + 6) % 7;
    return { by: 'week', from, to, periods: steps(dayOf(timeOf(from) - weekday * DAY_MS), to, nextWeek) };
  }
  const months = steps(`${from.slice(0, 7)}-01`, to, nextMonth).slice(-MOST_MONTHS);
  const [first = from] = months.length === MOST_MONTHS ? months : [];
  return { by: 'month', from: first, to, periods: months };
}

/** An address may hold anything. */
function dayIn(text: string | undefined): string | undefined {
  return text !== undefined && Number.isFinite(timeOf(text)) ? text : undefined;
}

function steps(first: string, last: string, next: (day: string) => string): string[] {
  const all: string[] = [];
  for (let day = first; day <= last; day = next(day)) all.push(day);
  return all;
}

const nextDay = (day: string): string => dayOf(timeOf(day) + DAY_MS);
const nextWeek = (day: string): string => dayOf(timeOf(day) + 7 * DAY_MS);

function nextMonth(day: string): string {
  const date = new Date(timeOf(day));
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}

function timeOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

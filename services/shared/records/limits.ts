import type { Column } from '../csv/record-types.ts';
import { type CalendarDate, calendarDate } from './calendar-date.ts';

/**
 * The limits of a column as questions about a value that was read. Both ways of reading one ask them, from text with
 * reasons and from bytes without, so that neither can accept what the other refuses.
 */
export class Limits {
  readonly #maxLength: number;
  readonly #min: number;
  readonly #max: number;
  readonly #decimals: number;
  readonly #earliest: CalendarDate;

  /** Whether a run of white space is read as one space. */
  readonly isIdentifier: boolean;

  constructor({ limits, identifier }: Column) {
    this.isIdentifier = identifier === true;
    this.#maxLength = limits.maxLength ?? Number.POSITIVE_INFINITY;
    this.#min = limits.min ?? Number.NEGATIVE_INFINITY;
    this.#max = limits.max ?? Number.POSITIVE_INFINITY;
    this.#decimals = limits.decimals ?? 0;
    this.#earliest = limits.earliest === undefined ? 0 : calendarDate(limits.earliest);
  }

  /** @param codePoints of a text, or more of them */
  admitsLength(codePoints: number): boolean {
    return codePoints <= this.#maxLength;
  }

  admitsNumber(value: number): boolean {
    return value >= this.#min && value <= this.#max;
  }

  /** @param count of digits after the point */
  admitsDecimals(count: number): boolean {
    return count <= this.#decimals;
  }

  admitsDate(date: CalendarDate): boolean {
    return date >= this.#earliest;
  }
}

const known = new WeakMap<Column, Limits>();

/** The limits of a column, made once. */
export function limitsOf(column: Column): Limits {
  const found = known.get(column);
  if (found !== undefined) return found;
  const limits = new Limits(column);
  known.set(column, limits);
  return limits;
}

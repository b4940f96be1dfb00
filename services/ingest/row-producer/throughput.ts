import { ROWS_IN_TURN } from '#shared/imports/reading.ts';

/** A look at less than this would take a single batch for the pace. */
const LOOK_MS = 400;

/** Work for four partitions' writers at once; also what an import begins with, before its pace is known. */
export const LEAST_ROWS = 4 * ROWS_IN_TURN;

/**
 * The pace at which the rows of an import are accounted for, and with it how many may be on their way. A fixed number
 * would be half a second's worth on one machine and ten seconds' on another that is busy. Starting small costs nothing
 * for long: while the limit is what holds an import back, the pace measured is above it, and the limit grows.
 */
export class Pace {
  readonly #seconds: number;
  #accounted: number | undefined;
  #since = 0;
  #limit: number;

  /** @param seconds how long a row may wait behind the rows of its import; 0 for as long as it takes */
  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#limit = seconds === 0 ? Number.POSITIVE_INFINITY : LEAST_ROWS;
  }

  /** Rows that may be on their way. */
  get limit(): number {
    return this.#limit;
  }

  /** @param now in milliseconds, by a clock that never goes back */
  measure(accounted: number, now: number): void {
    if (this.#seconds === 0) return;
    if (this.#accounted === undefined) {
      this.#accounted = accounted;
      this.#since = now;
      return;
    }
    const passed = now - this.#since;
    if (passed < LOOK_MS) return;
    const measured = ((accounted - this.#accounted) / passed) * 1_000 * this.#seconds;
    // Half of what was known stays, so that one slow batch does not halve the window.
    this.#limit = Math.max(LEAST_ROWS, Math.round((this.#limit + measured) / 2));
    this.#accounted = accounted;
    this.#since = now;
  }
}

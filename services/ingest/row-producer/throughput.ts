import { ROWS_PER_STRIPE } from '#shared/imports/parse-settings.ts';

/** Shorter samples would measure single batches. */
const SAMPLE_MS = 400;

/** Work for four partitions' writers at once; also what an import begins with, before its throughput is known. */
export const MIN_ROWS = 4 * ROWS_PER_STRIPE;

/**
 * Measures the throughput at which an import's rows are accounted for, and derives how many may be in flight. A fixed
 * number would be half a second's worth on one machine and ten seconds' worth on a busy one. Starting small costs
 * nothing for long: while the limit is what holds an import back, the measured throughput is above it, and the limit
 * grows.
 */
export class ImportThroughput {
  readonly #seconds: number;
  #accounted: number | undefined;
  #since = 0;
  #limit: number;

  /** @param seconds how long a row may wait behind the rows of its own import; 0 means no limit */
  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#limit = seconds === 0 ? Number.POSITIVE_INFINITY : MIN_ROWS;
  }

  /** Rows that may be in flight. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Takes a sample.
   *
   * @param accounted rows accounted for so far
   * @param now in milliseconds, by a clock that never goes back
   */
  sample(accounted: number, now: number): void {
    if (this.#seconds === 0) return;
    if (this.#accounted === undefined) {
      this.#accounted = accounted;
      this.#since = now;
      return;
    }
    const elapsed = now - this.#since;
    if (elapsed < SAMPLE_MS) return;
    const measured = ((accounted - this.#accounted) / elapsed) * 1_000 * this.#seconds;
    // Half of the known limit stays, so that one slow batch does not halve it.
    this.#limit = Math.max(MIN_ROWS, Math.round((this.#limit + measured) / 2));
    this.#accounted = accounted;
    this.#since = now;
  }
}

import { copyStart } from './samples.ts';

/** Counts distinct values exactly up to a bound; rows with further ones are counted together. */
export class ValueCounts {
  readonly #counts = new Map<string, number>();
  readonly #most: number;
  otherRows = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(value: string): void {
    if (value === '') return;
    const count = this.#counts.get(value);
    if (count !== undefined) this.#counts.set(value, count + 1);
    else if (this.#counts.size < this.#most && value.length <= MAX_VALUE)
      this.#counts.set(copyStart(value, MAX_VALUE), 1);
    else this.otherRows += 1;
  }

  /** The values, the most frequent first. */
  entries(): [value: string, rows: number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }
}

/** A longer text is no name of a type or a status; it counts as another value. */
const MAX_VALUE = 100;

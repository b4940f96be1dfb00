import { isBlank } from '../white-space.ts';

/** Enough to recognize a column by; five are what a person takes in at a glance. */
const SAMPLES = 5;

/** Longer values would make the inspection of a wide file megabytes. */
export const SAMPLE_LENGTH = 100;

/**
 * A copy of the start of a text. A part that the engine cuts out of a text keeps the whole chunk that it came from in
 * memory.
 */
export function copyStart(text: string, length = SAMPLE_LENGTH): string {
  const start = text.slice(0, length).toWellFormed();
  return ` ${start}`.slice(1);
}

/** The first distinct values of a column, and how many rows have one. */
export class ColumnSamples {
  readonly values: string[] = [];
  filled = 0;
  #last = '';

  /** @param cell that is not empty */
  add(cell: string): void {
    const first = cell.charCodeAt(0);
    if ((first <= 0x20 || first >= 0xa0) && isBlank(cell)) return;
    this.filled += 1;
    // Neighbouring rows often have the same value.
    if (this.values.length === SAMPLES || cell === this.#last) return;
    this.#last = cell;
    const sample = copyStart(cell.trim());
    if (!this.values.includes(sample)) this.values.push(sample);
  }
}

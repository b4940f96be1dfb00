/** Blank lines in more places than this of a file are not remembered, nor are the lines behind them known. */
const MAX_STEPS = 10_000;

/** The line that a spreadsheet shows for a row of a file; undefined where that is not known. */
export type LineOf = (row: number) => number | undefined;

/**
 * Which line of a spreadsheet each row of a file is. A row's line and number grow together but where blank lines stand, so
 * only these places are kept.
 */
export class LineSteps {
  readonly #steps: { readonly row: number; readonly ahead: number }[] = [];
  #ahead: number | undefined;
  #knownTo = Number.POSITIVE_INFINITY;

  /** Takes the rows in their order, the header as row 0. Returns false once the lines of further rows are not kept. */
  add(row: number, line: number): boolean {
    if (line - row === this.#ahead) return true;
    if (this.#steps.length >= MAX_STEPS) {
      this.#knownTo = Math.min(this.#knownTo, row);
      return false;
    }
    this.#ahead = line - row;
    this.#steps.push({ row, ahead: this.#ahead });
    return true;
  }

  lineOf(row: number): number | undefined {
    if (row >= this.#knownTo) return undefined;
    let [first, last] = [0, this.#steps.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((this.#steps[middle]?.row ?? 0) <= row) first = middle;
      else last = middle - 1;
    }
    const step = this.#steps[first];
    return step === undefined ? undefined : row + step.ahead;
  }
}

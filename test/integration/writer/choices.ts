/**
 * Decisions read from a tape of numbers that fast-check generates and shrinks; beyond its end every decision is the
 * first of its options, which must lead to an end.
 */
export class Choices {
  readonly #tape: readonly number[];
  #next = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  get isExhausted(): boolean {
    return this.#next >= this.#tape.length;
  }

  /** From 0 to `options - 1`. */
  below(options: number): number {
    const value = this.#tape[this.#next] ?? 0;
    this.#next += 1;
    return options <= 1 ? 0 : value % options;
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('Nothing to choose from');
    return item;
  }
}

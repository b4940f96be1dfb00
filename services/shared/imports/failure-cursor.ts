import { BEFORE_FIRST_PAGE, type StoredPage } from './stored-failures.ts';

export interface StoredFailure {
  readonly number: number;
  readonly errors: string;
}

/** Brings the page of failures after another one, as `nextFailurePage` does. */
export type ReadNextPage = (after: number) => Promise<StoredPage | undefined>;

/** Failed rows of a file in row order, brought a page at a time. */
export interface Failures {
  /** The failure it stands at; undefined before the first {@link load} and after a page's last. */
  readonly current: StoredFailure | undefined;
  /** Moves on to the next one; when {@link current} is undefined then, {@link load} says whether there are more. */
  advance(): void;
  /** Brings the next page once the one before is used up. False when there are no more failures. */
  load(): Promise<boolean>;
}

/** The stored failures of an import. */
export class FailureCursor implements Failures {
  readonly #readNext: ReadNextPage;
  #failures: readonly StoredFailure[] = [];
  #index = 0;
  #page = BEFORE_FIRST_PAGE;

  constructor(readNext: ReadNextPage) {
    this.#readNext = readNext;
  }

  get current(): StoredFailure | undefined {
    return this.#failures[this.#index];
  }

  advance(): void {
    this.#index += 1;
  }

  async load(): Promise<boolean> {
    if (this.current !== undefined) return true;
    const next = await this.#readNext(this.#page);
    if (next === undefined) return false;
    this.#failures = next.failures;
    this.#index = 0;
    this.#page = next.page;
    return true;
  }
}

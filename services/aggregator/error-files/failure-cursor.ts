import type { Queryable } from '#shared/postgres/pool.ts';

export interface StoredFailure {
  readonly number: number;
  readonly errors: string;
}

/** Failed rows of a file in row order, brought a page at a time. */
export interface Failures {
  /** The failure it stands at; undefined before the first {@link load} and after a page's last. */
  readonly current: StoredFailure | undefined;
  /** Moves on to the next one; when {@link current} is undefined then, {@link load} says whether there are more. */
  advance(): void;
  /** Brings the next page once the one before is used up. False when there are no more failures. */
  load(): Promise<boolean>;
}

/** Failures held at once: bounds memory however many there are, and one query brings enough to be worth it. */
const PAGE = 2_000;

/** The stored failures of an import. */
export class FailureCursor implements Failures {
  readonly #client: Queryable;
  readonly #importId: string;
  #page: readonly StoredFailure[] = [];
  #index = 0;
  #last = 0;

  constructor(client: Queryable, importId: string) {
    this.#client = client;
    this.#importId = importId;
  }

  get current(): StoredFailure | undefined {
    return this.#page[this.#index];
  }

  advance(): void {
    this.#index += 1;
  }

  async load(): Promise<boolean> {
    if (this.current !== undefined) return true;
    const { rows } = await this.#client.query<StoredFailure>(
      `SELECT number, errors FROM import_failures
       WHERE import_id = $1 AND source = 0 AND number > $2 ORDER BY number LIMIT $3`,
      [this.#importId, this.#last, PAGE],
    );
    this.#page = rows;
    this.#index = 0;
    this.#last = rows.at(-1)?.number ?? this.#last;
    return rows.length > 0;
  }
}

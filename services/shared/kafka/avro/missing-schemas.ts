/**
 * For how long an unknown id is not looked up again. A producer registers a schema before it sends with it, so an
 * id that means nothing is nearly always nonsense; longer would fail more good records of a producer whose own nonsense
 * named the id just before it was given out, shorter would cost a look-up for nearly every batch of a stream of
 * nonsense.
 */
const KEPT_MS = 5_000;

/** Ids remembered at once, some 100 bytes each: more would let a stream of invented ids fill the memory. */
const MAX_TRACKED = 10_000;

/** The schema ids that were unknown a moment ago, by sender: one sender's nonsense fails no other's records. */
export class MissingSchemas {
  readonly #until = new Map<string, number>();

  /** @param strangers whose messages name the id; nothing is remembered of messages that only our services write */
  has(id: number, strangers: string | undefined): boolean {
    if (strangers === undefined) return false;
    return performance.now() < (this.#until.get(key(id, strangers)) ?? 0);
  }

  add(id: number, strangers: string | undefined): void {
    if (strangers === undefined) return;
    if (this.#until.size >= MAX_TRACKED) this.#until.clear();
    this.#until.set(key(id, strangers), performance.now() + KEPT_MS);
  }
}

function key(id: number, strangers: string): string {
  return `${strangers} ${id}`;
}

import { Refusal } from '#shared/http/refusal.ts';
import { message } from '#shared/texts/texts-of.ts';

/**
 * A browser holds three streams at most, and a person has a few browsers; a program that follows more imports at once
 * may ask for them. Each stream costs a connection and some 50 kB, so that more would let one tenant take a process's
 * connections.
 */
const MAX_PER_CALLER = 30;
const MAX_PER_TENANT = 300;

/** Counts the open streams of each tenant and of each of its callers. */
export class StreamCounts {
  readonly #counts = new Map<string, number>();

  /**
   * Takes a place for a stream and returns how to give it back.
   *
   * @throws Refusal `too-many-requests`
   */
  add(tenantId: number, subject: string): () => void {
    const tenant = String(tenantId);
    const caller = `${tenantId}:${subject}`;
    if (this.#of(tenant) >= MAX_PER_TENANT || this.#of(caller) >= MAX_PER_CALLER) {
      throw new Refusal('too-many-requests', message('problems.too-many-streams'), {
        headers: { 'Retry-After': '5' },
      });
    }
    for (const key of [tenant, caller]) this.#counts.set(key, this.#of(key) + 1);
    return () => {
      for (const key of [tenant, caller]) {
        const left = this.#of(key) - 1;
        if (left > 0) this.#counts.set(key, left);
        else this.#counts.delete(key);
      }
    };
  }

  #of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}

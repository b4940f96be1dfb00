import { Refusal } from '#shared/http/refusal.ts';

export interface SlotLimits {
  /** Uploads of all tenants read at once: each holds two parts of its object in memory and what is on its way (up to about 21 MB). */
  readonly atOnce: number;
  /** Uploads of one tenant read at once, so that one whose clients are slow leaves places to others. */
  readonly atOncePerTenant: number;
  /** Further uploads of a tenant that may wait for a place; they cost a connection each. */
  readonly waitingPerTenant: number;
  /** How long one waits before it is told to come back later. */
  readonly waitMs: number;
}

export const SLOT_LIMITS: SlotLimits = {
  atOnce: 16,
  atOncePerTenant: 6,
  waitingPerTenant: 64,
  waitMs: 20_000,
};

interface Waiting {
  readonly tenant: string;
  readonly enter: () => void;
}

/** Bounds how many uploads are read at once. A burst waits its turn unread; what does not fit is told to come back. */
export class UploadSlots {
  readonly #limits: SlotLimits;
  readonly #running = new Map<string, number>();
  #total = 0;
  #queue: Waiting[] = [];
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a place and returns how to leave it.
   *
   * @throws Refusal `too-many-requests`
   */
  async enter(tenant: string): Promise<() => void> {
    if (this.#hasRoom(tenant)) this.#take(tenant);
    else await this.#wait(tenant);
    return () => this.#leave(tenant);
  }

  /** Settles as soon as no upload has a place. */
  async idle(): Promise<void> {
    if (this.#total === 0) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }

  #hasRoom(tenant: string): boolean {
    return (
      this.#total < this.#limits.atOnce && (this.#running.get(tenant) ?? 0) < this.#limits.atOncePerTenant
    );
  }

  #take(tenant: string): void {
    this.#total += 1;
    this.#running.set(tenant, (this.#running.get(tenant) ?? 0) + 1);
  }

  async #wait(tenant: string): Promise<void> {
    const waiting = this.#queue.filter((entry) => entry.tenant === tenant).length;
    if (waiting >= this.#limits.waitingPerTenant) throw tooMany();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#queue = this.#queue.filter((other) => other !== entry);
      reject(tooMany());
    }, this.#limits.waitMs);
    const entry: Waiting = {
      tenant,
      enter: () => {
        clearTimeout(timer);
        resolve();
      },
    };
    this.#queue.push(entry);
    await promise;
  }

  #leave(tenant: string): void {
    const left = (this.#running.get(tenant) ?? 1) - 1;
    if (left === 0) this.#running.delete(tenant);
    else this.#running.set(tenant, left);
    this.#total -= 1;
    const next = this.#queue.find((entry) => this.#hasRoom(entry.tenant));
    if (next === undefined) {
      if (this.#total === 0) this.#idle?.resolve();
      return;
    }
    this.#queue = this.#queue.filter((entry) => entry !== next);
    // Taken for it here: were it to take it when it resumes, a newcomer might come between.
    this.#take(next.tenant);
    next.enter();
  }
}

function tooMany(): Refusal {
  return new Refusal('too-many-requests', 'Too many uploads at once. Try again in a moment.', {
    headers: { 'Retry-After': '5' },
  });
}

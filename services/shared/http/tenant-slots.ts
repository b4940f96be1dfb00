import type { Said } from '../texts/texts-of.ts';
import { Refusal } from './refusal.ts';

export interface SlotLimits {
  /** Pieces of work of all tenants at once. */
  readonly atOnce: number;
  /** Pieces of work of one tenant at once; less than `atOnce`, so that a slow tenant leaves places to others. */
  readonly atOncePerTenant: number;
  /**
   * Of `atOnce`, those that only a tenant without a place may take: whatever others hold, and for however long, so many
   * tenants that come after them need not wait.
   */
  readonly keptForNewcomers: number;
  /** Further ones of a tenant that may wait for a place; they cost a connection each. */
  readonly waitingPerTenant: number;
  /** How long a request waits before it is refused. */
  readonly waitMs: number;
  /** The detail of that refusal. */
  readonly refusal: Said;
}

interface Waiting {
  readonly tenant: string;
  readonly enter: () => void;
}

/** Shares costly work out among tenants. A burst waits for free slots; what does not fit is refused. */
export class TenantSlots {
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
    if (this.#hasSlot(tenant)) this.#take(tenant);
    else await this.#wait(tenant);
    return () => this.#leave(tenant);
  }

  /** Whether tenants that have fewer places than this one wait, because all places are taken. */
  othersWait(tenant: string): boolean {
    const own = this.#running.get(tenant) ?? 0;
    return this.#queue.some((entry) => (this.#running.get(entry.tenant) ?? 0) < own);
  }

  /** Settles as soon as no slot is taken. */
  async idle(): Promise<void> {
    if (this.#total === 0) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }

  #hasSlot(tenant: string): boolean {
    const { atOnce, atOncePerTenant, keptForNewcomers } = this.#limits;
    const own = this.#running.get(tenant) ?? 0;
    return own < atOncePerTenant && this.#total < (own === 0 ? atOnce : atOnce - keptForNewcomers);
  }

  #take(tenant: string): void {
    this.#total += 1;
    this.#running.set(tenant, (this.#running.get(tenant) ?? 0) + 1);
  }

  async #wait(tenant: string): Promise<void> {
    const waiting = this.#queue.filter((entry) => entry.tenant === tenant).length;
    if (waiting >= this.#limits.waitingPerTenant) throw this.#tooMany();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#queue = this.#queue.filter((other) => other !== entry);
      reject(this.#tooMany());
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
    const next = this.#queue.find((entry) => this.#hasSlot(entry.tenant));
    if (next === undefined) {
      if (this.#total === 0) this.#idle?.resolve();
      return;
    }
    this.#queue = this.#queue.filter((entry) => entry !== next);
    // Taken for it here: were it to take it when it resumes, a newcomer might come between.
    this.#take(next.tenant);
    next.enter();
  }

  #tooMany(): Refusal {
    return new Refusal('too-many-requests', this.#limits.refusal, { headers: { 'Retry-After': '5' } });
  }
}

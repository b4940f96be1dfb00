import type { Base, Broker } from '@platformatic/kafka';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import { toKafkaError } from '../client/client-errors.ts';
import {
  type FetchBounds,
  type FetchedPartition,
  type FetchPosition,
  fetchRecords,
} from '../wire/fetch-request.ts';

/** A partition that is fetched along with others of its leader. */
export interface FetchTarget {
  /** Where to fetch next. */
  readonly position: FetchPosition;
  /** Takes what a fetch brought; returns whether to fetch more. */
  take(answer: FetchedPartition): Promise<boolean>;
  /** A fetch found nothing to read. */
  onQuiet(): void;
}

/**
 * How long the next fetch waits for what the last one brought: all of it is handled within this time unless a partition
 * has trouble, which must not keep the others from being read. Much shorter, every member would fetch ahead and hold
 * several batches in memory.
 */
export const SLOW_MS = 5_000;

/**
 * Fetches partitions of one leader together, one fetch after another: each waits until there is something to read, and
 * the next one until what it brought is handled. A connection for each partition would not do for thousands of them.
 */
export class LeaderFetcher {
  readonly #client: Base;
  readonly #leader: Broker;
  readonly #bounds: FetchBounds;
  readonly #signal: AbortSignal;
  /** In the order of their turns: what brought something goes to the end. */
  readonly #targets = new Map<FetchTarget, PromiseWithResolvers<void>>();
  #isRunning = false;

  /** @param signal ends it: targets in hand are finished, all others let go */
  constructor(client: Base, leader: Broker, bounds: FetchBounds, signal: AbortSignal) {
    this.#client = client;
    this.#leader = leader;
    this.#bounds = bounds;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#letGo(), { once: true });
  }

  /**
   * Fetches the target again and again, until it wants no more or the signal aborts.
   *
   * @throws what a fetch ended with, or what the target threw
   */
  read(target: FetchTarget): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#add(target, done);
    return done.promise;
  }

  #add(target: FetchTarget, done: PromiseWithResolvers<void>): void {
    if (this.#signal.aborted) {
      done.resolve();
      return;
    }
    this.#targets.set(target, done);
    if (!this.#isRunning) void this.#run();
  }

  #letGo(): void {
    for (const done of this.#targets.values()) done.resolve();
    this.#targets.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Partitions that are added in the same moment go with the first fetch.
    await Promise.resolve();
    while (this.#targets.size > 0) await this.#fetchOnce();
    this.#isRunning = false;
  }

  async #fetchOnce(): Promise<void> {
    const asked = new Map([...this.#targets.keys()].map((target) => [keyOf(target.position), target]));
    let answers: readonly FetchedPartition[];
    try {
      const connection = await this.#client.connections.get(this.#leader);
      const positions = Array.from(asked.values(), ({ position }) => position);
      answers = await fetchRecords.async(connection, this.#bounds, positions);
    } catch (error) {
      for (const target of asked.values()) this.#remove(target)?.reject(toKafkaError(error));
      return;
    }
    const taken = answers.flatMap((answer) => {
      const target = asked.get(keyOf(answer));
      if (target === undefined) return [];
      if (isSomething(answer)) return [this.#take(target, answer)];
      if (answer.highWatermark <= target.position.offset) target.onQuiet();
      return [];
    });
    if (taken.length > 0) await waitAtMost(SLOW_MS, Promise.all(taken));
  }

  async #take(target: FetchTarget, answer: FetchedPartition): Promise<void> {
    const done = this.#remove(target);
    if (done === undefined) return;
    try {
      if (await target.take(answer)) this.#add(target, done);
      else done.resolve();
    } catch (error) {
      done.reject(error);
    }
  }

  #remove(target: FetchTarget): PromiseWithResolvers<void> | undefined {
    const done = this.#targets.get(target);
    this.#targets.delete(target);
    return done;
  }
}

function isSomething({ code, bytes, diverging }: FetchedPartition): boolean {
  return code !== 0 || bytes.length > 0 || diverging !== undefined;
}

function keyOf({ topicId, partition }: Pick<FetchPosition, 'topicId' | 'partition'>): string {
  return `${topicId}/${partition}`;
}

import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import type { TopicPartition } from './group-member.ts';
import type { PartitionsInHand } from './in-hand.ts';

/** A partition that has something to do and does not succeed. */
export interface StuckPartition extends TopicPartition {
  /** How long ago it last succeeded. */
  readonly seconds: number;
}

export interface ProgressOptions {
  readonly groupId: string;
  readonly logger: Logger;
  readonly inHand: PartitionsInHand;
  /** Since when partitions fail, by `performance.now()`. */
  failing(): readonly (TopicPartition & { readonly since: number })[];
  /** Succeeds when what batches need answers. */
  probe(): Promise<void>;
  leave(): Promise<void>;
  join(): Promise<void>;
  readonly maxInHandMs?: number;
}

/**
 * How long a batch may be in hand, as Kafka's own max.poll.interval.ms: heartbeats continue whatever happens to
 * batches, so that without it a member whose connections are dark would keep its partitions for ever. It is above every
 * time-out of a batch's calls, or a member would leave for a batch that is about to end; partitions of a member that
 * hangs stand still for as long.
 */
export const MAX_IN_HAND_MS = 120_000;

/** After so many times {@link MAX_IN_HAND_MS} without progress the process should be restarted. */
const DEAD_AFTER = 3;

/** How soon a member that left looks again whether it can join. */
const PROBE_MS = 1_000;

/** A question that a server on a good connection answers within milliseconds; longer means that it is not reached. */
const PROBE_WITHIN_MS = 5_000;

/** Watches that batches make progress, and lets a member leave its group whose batches do not. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #maxInHandMs: number;
  #lastSuccess = performance.now();
  #leftSince: number | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#maxInHandMs = options.maxInHandMs ?? MAX_IN_HAND_MS;
  }

  onHandled(): void {
    this.#lastSuccess = performance.now();
  }

  /** The member has left its group for lack of progress, and rejoins without help. */
  get hasLeft(): boolean {
    return this.#leftSince !== undefined;
  }

  stuck(): readonly StuckPartition[] {
    const now = performance.now();
    const since = new Map<string, TopicPartition & { readonly since: number }>();
    for (const one of [...this.#options.inHand.all, ...this.#options.failing()]) {
      const key = `${one.topic}/${one.partition}`;
      if (one.since < (since.get(key)?.since ?? Number.POSITIVE_INFINITY)) since.set(key, one);
    }
    return Array.from(since.values(), ({ topic, partition, since: from }) => ({
      topic,
      partition,
      seconds: (now - from) / 1_000,
    }));
  }

  /** A partition that fails while its servers answer is no reason to start the process again; what hangs is. */
  checkAlive(): void {
    const { inHand, groupId } = this.#options;
    const began = Math.min(
      this.#leftSince ?? Number.POSITIVE_INFINITY,
      ...inHand.all.map(({ since }) => since),
    );
    const ms = performance.now() - began;
    if (ms < DEAD_AFTER * this.#maxInHandMs) return;
    const seconds = Math.round(ms / 1_000);
    throw new LmsError('unavailable', `${groupId} has made no progress for ${seconds} s`, {
      retryable: true,
    });
  }

  /** To be called again and again; returns once the member is in its group and makes progress, or `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    const { groupId, logger, inHand } = this.#options;
    if (this.#leftSince === undefined) {
      if (!(await this.#isToLeave())) return;
      this.#leftSince = performance.now();
      logger.error(
        { groupId, stuck: this.stuck() },
        'no progress: leaving the group, so that others take over',
      );
    }
    await this.#options.leave();
    while (!signal.aborted) {
      // What still hangs would be waited for again, in the place of another member.
      if (inHand.all.length === 0 && (await this.#answers())) break;
      await wait(PROBE_MS, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) return;
    logger.info({ groupId }, 'what batches need answers: joining the group again');
    await this.#options.join();
    this.onHandled();
    this.#leftSince = undefined;
  }

  async #isToLeave(): Promise<boolean> {
    const now = performance.now();
    const isLate = ({ since }: { readonly since: number }): boolean => now - since > this.#maxInHandMs;
    if (this.#options.inHand.all.some(isLate)) return true;
    // A partition that fails for a reason of its own would fail with others too; a server that this process does not
    // reach would not.
    const isStandstill = now - this.#lastSuccess > this.#maxInHandMs && this.#options.failing().some(isLate);
    return isStandstill && !(await this.#answers());
  }

  async #answers(): Promise<boolean> {
    let answers = false;
    const probe = this.#options.probe().then(
      () => {
        answers = true;
      },
      () => undefined,
    );
    await waitAtMost(PROBE_WITHIN_MS, probe);
    return answers;
  }
}

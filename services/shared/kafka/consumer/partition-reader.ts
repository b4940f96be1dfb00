import { setTimeout as wait } from 'node:timers/promises';
import { ProtocolError } from '@platformatic/kafka';
import type { LimitFunction } from 'p-limit';
import { LmsError } from '../../errors.ts';
import { isRetryable } from '../../retryable-errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { backoffMs, SERVER_BACKOFF } from '../../runtime/retry.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import { isProcessRefused, toKafkaError } from '../client/client-errors.ts';
import type { PartitionLeaders } from '../client/partition-leaders.ts';
import { decodeRecordBatches } from '../wire/decode-record-batches.ts';
import type { FetchedPartition, FetchPosition } from '../wire/fetch-request.ts';
import { type ConsumedBatch, leaderEpochBefore, NO_LEADER_EPOCH } from './consumed-batch.ts';
import type { PartitionOffset, TopicPartition } from './group-member.ts';
import type { PartitionsInHand } from './in-hand.ts';
import { type FetchTarget, SLOW_MS } from './leader-fetcher.ts';
import type { FindPosition, Position, PositionReason } from './position.ts';

export interface PartitionReaderOptions {
  readonly leaders: PartitionLeaders;
  readonly inHand: PartitionsInHand;
  /** Lets in as many handlers as may work at once. */
  readonly handlers: LimitFunction;
  /** Lets in as many as may find their positions at once. */
  readonly positions: LimitFunction;
  readonly logger: Logger;
  /** Aborts when the assignment ends; what is in hand is finished. */
  readonly signal: AbortSignal;
  readonly findPosition: FindPosition;
  /** Returns the next offset to read, or `halted` when the partition must not be read any further. */
  handle(batch: ConsumedBatch): Promise<number | 'halted'>;
}

/** How soon a partition is read again once a person has let it, and how often all halted ones together ask. */
const RECHECK_MS = 10_000;

/** How soon a handler that was not ready is asked again: every time, a batch is fetched that may be in vain. */
const NOT_READY_MS = 1_000;

/** What is not known to be transient is tried again too, less and less often: every attempt costs the others. */
const MAX_UNFORESEEN_PAUSE_MS = 60_000;

/** Kafka protocol, error codes of a partition's fetch. */
const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC_ID = 100;
const INCONSISTENT_TOPIC_ID = 103;

/** Reads one partition of an assignment. Whatever it meets, only it pauses: other partitions are not delayed. */
export class PartitionReader implements FetchTarget {
  readonly #source: TopicPartition;
  readonly #options: PartitionReaderOptions;
  #position: Position | undefined;
  /** Why the position has to be found; undefined while it is known. */
  #reason: PositionReason | undefined = { kind: 'assigned' };
  #failures = 0;
  #failingSince: number | undefined;
  #handledOffset: number | undefined;
  /** The handler was not ready for what it was given. */
  #isToPause = false;

  constructor(source: TopicPartition, options: PartitionReaderOptions) {
    this.#source = source;
    this.#options = options;
  }

  get source(): TopicPartition {
    return this.#source;
  }

  get position(): FetchPosition {
    if (this.#position === undefined)
      throw new LmsError('unexpected', 'Fetched before its position was found');
    return { ...this.#position, partition: this.#source.partition };
  }

  /** Since when nothing of it succeeds, by `performance.now()`; undefined while nothing fails. */
  get failingSince(): number | undefined {
    return this.#failingSince;
  }

  /** The next offset to read when batches were handled since it was asked last. */
  takeHandled(): PartitionOffset[] {
    const offset = this.#handledOffset;
    this.#handledOffset = undefined;
    return offset === undefined ? [] : [{ ...this.#source, offset }];
  }

  /** What could not be committed, and must be committed again. */
  putBack({ offset }: PartitionOffset): void {
    this.#handledOffset ??= offset;
  }

  /**
   * Reads until the assignment ends.
   *
   * @throws LmsError when Kafka refuses this whole process, or its configuration is wrong
   */
  async run(): Promise<void> {
    const { inHand, signal } = this.#options;
    // An earlier assignment may still be at it.
    const ended = inHand.of(this.#source)?.ended;
    if (ended !== undefined) await Promise.race([ended, untilAborted(signal)]);
    while (!signal.aborted) {
      try {
        if (await this.#findPosition()) await this.#read();
        else await this.#pause(RECHECK_MS);
      } catch (error) {
        if (signal.aborted) return;
        if (isProcessRefused(error)) throw error;
        await this.#afterFailure(error);
      }
    }
  }

  onQuiet(): void {
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  async take({ code, bytes, diverging, aborted, highWatermark }: FetchedPartition): Promise<boolean> {
    const position = this.#position;
    // What was fetched before the end is read again later.
    if (this.#options.signal.aborted || position === undefined) return false;
    const reason = reasonToPosition(code, diverging);
    if (reason !== undefined) {
      this.#reason = reason;
      return false;
    }
    if (code !== 0) throw toKafkaError(new ProtocolError(code));
    const fetchedOffset = position.offset;
    const { messages, nextOffset, leaderEpochs } = decodeRecordBatches(bytes, fetchedOffset, aborted);
    const batch = { ...this.#source, fetchedOffset, nextOffset, highWatermark, messages, leaderEpochs };
    const next =
      messages.length === 0
        ? nextOffset
        : await this.#withPermit(this.#options.handlers, () => this.#options.handle(batch));
    if (next === undefined) return false;
    this.onQuiet();
    if (next === 'halted') {
      this.#reason = { kind: 'assigned' };
      return false;
    }
    if (next === fetchedOffset) {
      this.#isToPause = true;
      return false;
    }
    const leaderEpoch = leaderEpochBefore(leaderEpochs, next);
    const isKnown = next > fetchedOffset;
    this.#position = { ...position, offset: next, leaderEpoch: isKnown ? leaderEpoch : NO_LEADER_EPOCH };
    this.#handledOffset = next;
    return true;
  }

  /** Whether the partition can be read. */
  async #findPosition(): Promise<boolean> {
    if (this.#reason === undefined) return true;
    const request = { ...this.#source, reason: this.#reason, last: this.#position };
    const { positions, findPosition, signal } = this.#options;
    const found = await this.#withPermit(positions, () => findPosition(request, signal));
    if (found === undefined) return false;
    if (typeof found !== 'string') {
      this.#position = found;
      this.#reason = undefined;
      return true;
    }
    // Another log may be there when it is looked at again: what is known of the last one stays, to be compared.
    this.#reason = { kind: 'assigned' };
    this.onQuiet();
    return false;
  }

  /** Undefined when the assignment ended before a permit was free. Slow work gives its permit to others. */
  #withPermit<Result>(limit: LimitFunction, work: () => Promise<Result>): Promise<Result | undefined> {
    const { inHand, signal } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Result | undefined>();
    void limit(async () => {
      if (signal.aborted) return resolve(undefined);
      await waitAtMost(SLOW_MS, inHand.run(this.#source, work).then(resolve, reject));
    });
    return promise;
  }

  async #read(): Promise<void> {
    const fetcher = await this.#options.leaders.fetcherOf(this.#source, this.#failures > 0);
    await fetcher.read(this);
    if (this.#isToPause) await this.#pause(NOT_READY_MS);
    this.#isToPause = false;
    // A changed log that is found again and again is not asked about in a loop without a pause.
    if (this.#reason !== undefined) await this.#pause(SERVER_BACKOFF.firstMs);
  }

  async #afterFailure(error: unknown): Promise<void> {
    const { logger } = this.#options;
    this.#reason = { kind: 'failed' };
    this.#failures += 1;
    this.#failingSince ??= performance.now();
    const attempt = this.#failures;
    const passes = isRetryable(error);
    // What lasts is logged less and less often: after 1, 2, 4, 8 attempts and so on.
    if (Number.isInteger(Math.log2(attempt))) {
      const about = { err: error, attempt, ...this.#source };
      logger[passes ? 'warn' : 'error'](about, 'partition cannot be read, trying again');
    }
    const maxMs = passes ? SERVER_BACKOFF.maxMs : MAX_UNFORESEEN_PAUSE_MS;
    await this.#pause(backoffMs(attempt, { ...SERVER_BACKOFF, maxMs }));
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#options.signal }).catch(() => undefined);
  }
}

/** What the broker says of the log itself; undefined when it says nothing, or the fetch may be tried again. */
function reasonToPosition(
  code: number,
  diverging: FetchedPartition['diverging'],
): PositionReason | undefined {
  if (code === OFFSET_OUT_OF_RANGE) return { kind: 'out-of-range' };
  if (code === UNKNOWN_TOPIC_ID || code === INCONSISTENT_TOPIC_ID) return { kind: 'unknown-topic-id' };
  return diverging === undefined ? undefined : { kind: 'diverged', at: diverging };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

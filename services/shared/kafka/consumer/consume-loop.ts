import type { Base } from '@platformatic/kafka';
import pLimit, { type LimitFunction } from 'p-limit';
import type { KafkaSettings } from '../../config.ts';
import { toError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { type PeriodicTask, startPeriodicTask } from '../../runtime/periodic-task.ts';
import { retry } from '../../runtime/retry.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import { createClient } from '../client/client.ts';
import { throwKafkaError } from '../client/client-errors.ts';
import { checkApiVersions } from '../wire/check-api-versions.ts';
import { FETCH_API } from '../wire/fetch-request.ts';
import { AssignedPartitions } from './assigned-partitions.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import { createGroupMember, type GroupMember, type TopicPartition } from './group-member.ts';
import { groupPosition, type LostOffset } from './group-position.ts';
import { PartitionsInHand } from './in-hand.ts';
import { SLOW_MS } from './leader-fetcher.ts';
import type { FindPosition } from './position.ts';
import { Progress, type StuckPartition } from './progress.ts';

export interface ConsumeLoopOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Partitions handled at once; those of one partition are always handled one after another. */
  readonly concurrency: number;
  readonly maxBytesPerPartition: number;
  /** What one fetch brings of all partitions, which waits in memory to be handled. */
  readonly maxBytes: number;
  readonly logger: Logger;
  /** How soon partitions that a topic gets are read; left out, it is 10 s. */
  readonly partitionCheckMs?: number;
  /** How long a batch may be in hand before the member leaves its group; left out, it is {@link MAX_IN_HAND_MS}. */
  readonly maxInHandMs?: number;
  /**
   * Makes a batch durable and returns the next offset to read from its partition: `batch.nextOffset` when all of it
   * is done, `batch.fetchedOffset` when it is not ready to take the batch and should be asked again in a second,
   * anything else to read from there, `halted` to leave the partition alone until {@link findPosition} says
   * where to read on. When it throws, the partition is tried again with growing pauses, and others continue.
   */
  handle(batch: ConsumedBatch, signal: AbortSignal): Promise<number | 'halted'>;
  /**
   * Where reading starts, asked before the first fetch and after every failure; left out, the group's offsets say it.
   */
  readonly findPosition?: FindPosition;
  /** Called when the log does not hold the group's offset, where the group's offsets say where reading starts. */
  onLostOffset?(lost: LostOffset): void;
  /** Succeeds when what `handle` needs answers: a member that left its group for lack of progress joins again then. */
  probe(): Promise<void>;
  /** Called with what this member now owns, before batches of a new generation are handled. */
  onAssigned?(partitions: readonly TopicPartition[]): void;
}

export interface ConsumeLoop {
  /**
   * @throws LmsError `unavailable` while the group cannot be joined, `configuration` when the brokers do not support our
   *   version of Fetch, `unexpected` when Kafka refuses for good
   */
  start(): Promise<void>;
  /** Aborts `signal`, waits for the batches in hand unless one of them hangs, and leaves the group. */
  stop(): Promise<void>;
  /** Partitions of this member that have something to do and do not succeed. */
  stuck(): readonly StuckPartition[];
  /** @throws LmsError `unavailable` when a batch hangs, or the member stays out of its group, for long */
  checkAlive(): void;
  /** Settles when the loop has ended for good by an error. */
  readonly failed: Promise<Error>;
}

/** A small import must not wait for more bytes to come; this bounds idle requests, and what a rebalance waits for. */
const MAX_WAIT_MS = 250;

/** Imports use partitions within a minute of their being added; what is sent there waits about this long. */
const PARTITION_CHECK_MS = 10_000;

/**
 * An assignment of thousands of partitions must not ask for all their positions at once: databases have few
 * connections.
 */
const POSITIONS_AT_ONCE = 4;

/** How often it is looked whether batches make progress; it adds to {@link MAX_IN_HAND_MS}. */
const WATCH_MS = 1_000;

/** One consume loop for every group: offsets are committed only after `handle` has made a batch durable. */
export function createConsumeLoop(options: ConsumeLoopOptions): ConsumeLoop {
  return new GroupConsumer(options);
}

class GroupConsumer implements ConsumeLoop {
  readonly #options: ConsumeLoopOptions;
  readonly #stopping = new AbortController();
  readonly #failure = Promise.withResolvers<Error>();
  readonly #inHand = new PartitionsInHand();
  readonly #client: Base;
  readonly #handlers: LimitFunction;
  readonly #positions = pLimit(POSITIONS_AT_ONCE);
  readonly #member: GroupMember;
  readonly #findPosition: FindPosition;
  readonly #progress: Progress;
  #current: AssignedPartitions | undefined;
  #running = Promise.resolve();
  #watching: PeriodicTask | undefined;

  constructor(options: ConsumeLoopOptions) {
    const { settings, clientId, logger } = options;
    this.#options = options;
    // Connections of its own: a fetch that waits holds up what is sent behind it, such as a heartbeat.
    this.#client = createClient(settings, clientId, logger);
    this.#handlers = pLimit(options.concurrency);
    this.#member = createGroupMember({
      partitionCheckMs: PARTITION_CHECK_MS,
      ...options,
      onRebalance: () => this.#current?.end(),
      onAssigned: (partitions) => this.#read(partitions),
      onLost: (error) => this.#joinAgain(error),
    });
    this.#findPosition =
      options.findPosition ??
      groupPosition(this.#client, this.#member, (lost) => options.onLostOffset?.(lost));
    this.#progress = new Progress({
      ...options,
      inHand: this.#inHand,
      failing: () => this.#current?.failing ?? [],
      leave: () => this.#leave(),
      join: () => this.#join(),
    });
  }

  get failed(): Promise<Error> {
    return this.#failure.promise;
  }

  stuck(): readonly StuckPartition[] {
    return this.#progress.stuck();
  }

  checkAlive(): void {
    this.#progress.checkAlive();
  }

  async start(): Promise<void> {
    const { logger, groupId } = this.#options;
    await checkApiVersions(this.#client, [FETCH_API]);
    await this.#member.join().catch(throwKafkaError);
    this.#watching ??= startPeriodicTask(
      WATCH_MS,
      (signal) => this.#progress.watch(signal),
      (err) => logger.warn({ err, groupId }, 'group cannot be left or joined now, trying again'),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#current?.end();
    const ended = Promise.all([this.#watching?.stop(), this.#running]);
    // Closing breaks off the fetch that waits. What hangs must not keep a feed's loop from being made again.
    await Promise.all([this.#client.close(), waitAtMost(SLOW_MS, ended)]);
    await this.#member.close();
  }

  #read(partitions: readonly TopicPartition[]): void {
    const { maxBytes, maxBytesPerPartition, logger } = this.#options;
    this.#current?.end();
    const next = new AssignedPartitions({
      partitions,
      member: this.#member,
      client: this.#client,
      bounds: { maxWaitMs: MAX_WAIT_MS, maxBytes, maxBytesPerPartition },
      handlers: this.#handlers,
      positions: this.#positions,
      inHand: this.#inHand,
      logger,
      findPosition: this.#findPosition,
      handle: (batch) => this.#handle(batch),
    });
    this.#current = next;
    // What the last assignment has in hand is finished and committed first, unless a partition of it has trouble.
    this.#running = waitAtMost(SLOW_MS, this.#running)
      .then(() => {
        this.#options.onAssigned?.(partitions);
        return next.run();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  async #handle(batch: ConsumedBatch): Promise<number | 'halted'> {
    const next = await this.#options.handle(batch, this.#stopping.signal);
    this.#progress.onHandled();
    return next;
  }

  async #join(): Promise<void> {
    const { logger } = this.#options;
    try {
      await retry(() => this.#member.join().catch(throwKafkaError), {
        onRetry: (err, attempt) => logger.warn({ err, attempt }, 'group cannot be joined, trying again'),
        signal: this.#stopping.signal,
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  #joinAgain({ message: reason }: Error): void {
    this.#options.logger.info({ reason, groupId: this.#options.groupId }, 'joining the group again');
    this.#current?.end();
    if (!this.#progress.hasLeft) void this.#join();
  }

  async #leave(): Promise<void> {
    this.#current?.end();
    await this.#member.leave().catch(throwKafkaError);
  }

  #fail(error: unknown): void {
    this.#current?.end();
    if (!this.#stopping.signal.aborted) this.#failure.resolve(toError(error));
  }
}

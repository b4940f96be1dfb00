import { LmsError } from '#shared/errors.ts';
import type { ConsumedBatch } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Position, PositionRequest } from '#shared/kafka/consumer/position.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type Tracing, tracesOf } from '#shared/runtime/tracing.ts';
import type { MirrorBacklog } from '../publish/mirror-backlog.ts';
import type { OutboxPublisher } from '../publish/publish-outbox.ts';
import type { Batch } from '../write/batch.ts';
import { adoptTopicId, type ConsumerPosition, readConsumerPosition } from '../write/consumer-positions.ts';
import { type AppliedBatch, applyBatch, type BatchTools } from './apply-batch.ts';
import { cutBatches } from './cut-batches.ts';
import { type Halt, haltPartition, isHalted } from './halted-partitions.ts';
import type { LogBounds } from './log-bounds.ts';
import { findMismatch } from './log-mismatch.ts';

export interface PartitionWriterOptions extends BatchTools {
  readonly topic: string;
  readonly partition: number;
  readonly publisher: OutboxPublisher;
  readonly backlog: MirrorBacklog;
  readonly bounds: LogBounds;
  readonly logger: Logger;
  readonly tracing: Tracing;
  onApplied(batch: AppliedBatch, seconds: StepSeconds): void;
}

/** How long each step of a batch took. */
export interface StepSeconds {
  /** From decoding to the commit. */
  readonly commit: number;
  readonly publish: number;
}

/**
 * A partition is halted only when the same mismatch is found again after this time: right after a broker's start or a
 * new leader, answers may be of before. Much longer would delay the alert.
 */
const CONFIRM_AFTER_MS = 2_000;

/** A mismatch that was found longer ago has passed meanwhile: it confirms nothing. */
const FORGET_AFTER_MS = 60_000;

/**
 * Writes one partition, in three states:
 *
 * - unpositioned: where reading starts is not known (at first, after a rebalance, after any error). Finding it reads it
 *   from PostgreSQL, checks it against the log, and publishes what committed batches have not published yet.
 * - positioned: the offset to read is known; each batch moves it on in its transaction, then publishes.
 * - halted: the log is not the one that was read, or what it holds cannot be decoded. Nothing is skipped and nothing
 *   reset; the table `halted_partitions` says so to every reader until a person has decided (runbook).
 *
 * Steps of one partition run one after another.
 */
export class PartitionWriter {
  readonly #options: PartitionWriterOptions;
  #position: ConsumerPosition | undefined;
  #soughtTo: number | undefined;
  #isKnownHalted = false;
  #suspicion: { readonly reason: Halt['reason']; readonly since: number } | undefined;
  #steps: Promise<unknown> = Promise.resolve();

  constructor(options: PartitionWriterOptions) {
    this.#options = options;
  }

  /** See {@link ConsumeLoopOptions.findPosition}: another writer may have moved it, or died before publishing. */
  findPosition(request: PositionRequest, signal: AbortSignal): Promise<Position | 'halted' | 'missing'> {
    return this.#serialize(() => this.#findPosition(request, signal));
  }

  /** Applies a fetch and returns the next offset to read (see {@link ConsumeLoopOptions.handle}). */
  handle(fetched: ConsumedBatch, signal: AbortSignal): Promise<number | 'halted'> {
    return this.#serialize(async () => {
      try {
        const next = await this.#apply(fetched, signal);
        this.#suspicion = undefined;
        return next;
      } catch (error) {
        if (!(error instanceof LmsError && error.code === 'undecodable')) throw error;
        const { topic, partition, fetchedOffset, nextOffset } = fetched;
        const position = this.#position ?? { nextOffset: fetchedOffset };
        const detail = { from: position.nextOffset, until: nextOffset, message: error.message };
        await this.#halt({ topic, partition }, { reason: 'undecodable', detail });
        return 'halted';
      }
    });
  }

  /** Every error makes the writer unpositioned. */
  #serialize<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.#steps.then(step).catch((error: unknown) => {
      this.#position = undefined;
      throw error;
    });
    this.#steps = result.catch(() => undefined);
    return result;
  }

  async #findPosition(
    { reason, last }: PositionRequest,
    signal: AbortSignal,
  ): Promise<Position | 'halted' | 'missing'> {
    const { topic, partition, pool, bounds, publisher } = this.#options;
    const source = { topic, partition };
    this.#position = undefined;
    if (await isHalted(pool, source)) {
      // What was committed before still holds.
      if (!this.#isKnownHalted) await publisher.publishAll(source, signal);
      this.#isKnownHalted = true;
      return 'halted';
    }
    this.#isKnownHalted = false;
    const log = await bounds.read(source);
    if (log === undefined) return 'missing';
    const consumed = await readConsumerPosition(pool, source, log.low, log.clusterId);
    const mismatch = findMismatch(consumed, log, last === undefined ? undefined : { last, reason });
    if (mismatch !== undefined) {
      this.#confirm(mismatch);
      await this.#halt(source, mismatch);
      return 'halted';
    }
    if (consumed.topicId === null) await adoptTopicId(pool, source, log.topicId);
    // After the offset was read: every batch below it has committed, so its entry is there unless it is mirrored.
    await publisher.publishAll(source, signal);
    const { clusterId: _, topicId: __, ...position } = consumed;
    this.#position = position;
    this.#soughtTo = undefined;
    return { topicId: log.topicId, offset: position.nextOffset, leaderEpoch: position.leaderEpoch };
  }

  /** @throws LmsError `log-mismatch`, to be tried again, as long as the mismatch has not lasted */
  #confirm({ reason }: Halt): void {
    const now = performance.now();
    const known = this.#suspicion;
    const since = known?.reason === reason && now - known.since < FORGET_AFTER_MS ? known.since : now;
    this.#suspicion = { reason, since };
    if (now - since >= CONFIRM_AFTER_MS) return;
    const { topic, partition } = this.#options;
    throw new LmsError(
      'log-mismatch',
      `The log of ${topic}/${partition} is not what was consumed: ${reason}`,
      {
        retryable: true,
      },
    );
  }

  async #halt(source: { topic: string; partition: number }, halt: Halt): Promise<void> {
    await haltPartition(this.#options.pool, source, halt);
    this.#position = undefined;
    this.#suspicion = undefined;
    this.#options.logger.error({ ...source, ...halt }, 'partition halted: a person has to decide');
  }

  async #apply(fetched: ConsumedBatch, signal: AbortSignal): Promise<number> {
    let position = this.#position;
    if (position === undefined) {
      throw new LmsError('fenced', 'The position was lost after the fetch', { retryable: true });
    }
    const next = position.nextOffset;
    if (fetched.fetchedOffset > next && this.#soughtTo !== next) {
      // Once from `next` on is enough: a fetch that then still begins later has only control records before it.
      this.#soughtTo = next;
      return next;
    }
    if (fetched.nextOffset <= next) return next;
    for (const batch of cutBatches(fetched, next)) {
      if (signal.aborted || !(await this.#options.backlog.admits(batch, signal))) break;
      position = await this.#write(batch, position, signal);
    }
    return position.nextOffset;
  }

  async #write(batch: Batch, from: ConsumerPosition, signal: AbortSignal): Promise<ConsumerPosition> {
    const { tracing, publisher } = this.#options;
    const span = {
      name: 'write batch',
      parents: tracing.isEnabled ? tracesOf(batch.messages) : [],
      attributes: { topic: batch.topic, partition: batch.partition, messages: batch.messages.length },
    };
    return tracing.span(span, async (traceparent) => {
      const began = performance.now();
      const applied = await applyBatch(this.#options, batch, from);
      this.#position = applied.position;
      const committed = performance.now();
      await publisher.publish(applied.outbox, signal, traceparent);
      this.#options.onApplied(applied, {
        commit: (committed - began) / 1_000,
        publish: (performance.now() - committed) / 1_000,
      });
      return applied.position;
    });
  }
}

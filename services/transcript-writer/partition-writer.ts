import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '#shared/errors.ts';
import type { ConsumedBatch } from '#shared/kafka/consumed-batch.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { SERVER_BACKOFF } from '#shared/runtime/retry.ts';
import { type Tracing, tracesOf } from '#shared/runtime/tracing.ts';
import { type AppliedBatch, applyBatch, type BatchTools } from './batch/apply-batch.ts';
import { type Batch, cutBatches } from './intake/cut-batches.ts';
import { isRetryable } from './is-retryable.ts';
import { type LogBounds, TopicGone } from './log-bounds.ts';
import { type Place, readConsumed } from './outbox/consumed-offsets.ts';
import type { MirrorBacklog } from './outbox/mirror-backlog.ts';
import type { OutboxPublisher } from './outbox/publish-outbox.ts';

export interface PartitionWriterOptions extends BatchTools {
  readonly topic: string;
  readonly partition: number;
  readonly publisher: OutboxPublisher;
  readonly backlog: MirrorBacklog;
  readonly bounds: LogBounds;
  readonly logger: Logger;
  readonly tracing: Tracing;
  onApplied(batch: AppliedBatch, seconds: StepSeconds): void;
  /** The partition was stopped for good: what is consumed and what the log holds do not fit together. */
  onStopped(): void;
}

/** How long each step of a batch took. */
export interface StepSeconds {
  /** From decoding to the commit. */
  readonly commit: number;
  readonly tell: number;
}

/**
 * Writes one partition, in three states:
 *
 * - lost: where reading starts is not known (at first, after a rebalance, after any error). The next step reads it
 *   from PostgreSQL, checks it against the log, and tells what committed batches have not told yet.
 * - placed: the offset to read is known; each batch moves it on in its transaction, then tells.
 * - stopped: the offset lies outside the log or belongs to another cluster. Nothing is skipped and nothing reset; a
 *   person has to decide (runbook).
 *
 * Steps of one partition run one after another.
 */
export class PartitionWriter {
  readonly #options: PartitionWriterOptions;
  #place: Place | undefined;
  #stopped = false;
  #soughtTo: number | undefined;
  #steps: Promise<unknown> = Promise.resolve();

  constructor(options: PartitionWriterOptions) {
    this.#options = options;
  }

  /** To be called when the partition is assigned: another writer may have moved it, or died before telling. */
  assigned(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      this.#place = undefined;
      await this.#untilDone(() => this.#findPlace(signal), signal);
    });
  }

  /** Applies a fetch and returns the next offset to read, or 'stop' (see {@link ConsumeLoopOptions.handle}). */
  handle(fetched: ConsumedBatch, signal: AbortSignal): Promise<number | 'stop'> {
    return this.#inTurn(async () => {
      const result = await this.#untilDone(() => this.#apply(fetched, signal), signal);
      return result ?? this.#place?.nextOffset ?? fetched.fetchedOffset;
    });
  }

  #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.#steps.then(step);
    this.#steps = result.catch(() => undefined);
    return result;
  }

  /**
   * Repeats a step until it succeeds, `signal` aborts or the topic is gone; every error makes the writer find its place
   * again.
   */
  async #untilDone<Result>(step: () => Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        return await step();
      } catch (error) {
        this.#place = undefined;
        if (signal.aborted || error instanceof TopicGone) break;
        if (!isRetryable(error)) throw error;
        this.#options.logger.warn(
          { err: toError(error), attempt, partition: this.#options.partition },
          'batch not applied, trying again',
        );
        const pause = Math.min(SERVER_BACKOFF.firstMs * 2 ** Math.min(attempt, 10), SERVER_BACKOFF.maxMs);
        await wait(pause, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #findPlace(signal: AbortSignal): Promise<Place> {
    const { topic, partition, pool, bounds, publisher, logger } = this.#options;
    const { low, high, clusterId } = await bounds.read(topic, partition);
    const consumed = await readConsumed(pool, { topic, partition }, low, clusterId);
    const { clusterId: consumedCluster, ...place } = consumed;
    const { nextOffset } = place;
    this.#stopped = consumedCluster !== clusterId || nextOffset < low || nextOffset > high;
    if (this.#stopped) {
      logger.error(
        { topic, partition, consumed, low, high, clusterId },
        'partition stopped: consumed offset is not in the log',
      );
      this.#options.onStopped();
    }
    // After the offset was read: every batch below it has committed, so its entry is there unless it is mirrored.
    await publisher.publishAll({ topic, partition }, signal);
    this.#place = place;
    this.#soughtTo = undefined;
    return this.#place;
  }

  async #apply(fetched: ConsumedBatch, signal: AbortSignal): Promise<number | 'stop'> {
    let place = this.#place ?? (await this.#findPlace(signal));
    if (this.#stopped) return 'stop';
    const next = place.nextOffset;
    if (fetched.fetchedOffset > next && this.#soughtTo !== next) {
      // Once from `next` on is enough: a fetch that then still begins later has only control records before it.
      this.#soughtTo = next;
      return next;
    }
    if (fetched.nextOffset <= next) return next;
    for (const batch of cutBatches(fetched, next)) {
      if (signal.aborted || !(await this.#options.backlog.admits(batch, signal))) break;
      place = await this.#write(batch, place, signal);
    }
    return place.nextOffset;
  }

  async #write(batch: Batch, from: Place, signal: AbortSignal): Promise<Place> {
    const { tracing, publisher } = this.#options;
    const span = {
      name: 'write batch',
      parents: tracing.isOn ? tracesOf(batch.messages) : [],
      attributes: { topic: batch.topic, partition: batch.partition, messages: batch.messages.length },
    };
    return tracing.span(span, async (traceparent) => {
      const began = performance.now();
      const applied = await applyBatch(this.#options, batch, from);
      this.#place = applied.place;
      const committed = performance.now();
      await publisher.publish(applied.outbox, signal, traceparent);
      this.#options.onApplied(applied, {
        commit: (committed - began) / 1_000,
        tell: (performance.now() - committed) / 1_000,
      });
      return applied.place;
    });
  }
}

import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type Arranged, type Arranger, type Arrivals, noArrivals } from '../flush/arrivals.ts';
import {
  addChange,
  emptyPublishedBatch,
  type PublishedBatch,
  type SourcePosition,
} from '../flush/published-batch.ts';
import type { Metrics, OutboxReason } from '../metrics.ts';
import { bySource, keyOf, postpone, type Source } from './arrivals-by-source.ts';
import { haltSource, readSourceStates, readStoredBatches, type StoredBatch } from './outbox-entries.ts';
import { readMessage } from './read-messages.ts';
import { SourceProgress } from './source-progress.ts';

/**
 * Batches taken from the outbox at once, of about a megabyte at most each: bounds what a flush holds in memory. Those
 * beyond them follow in the next flush.
 */
const PAGE = 10;

/**
 * What is taken from the outbox in all before it is made durable, and a page beyond it: messages that came may each need a
 * megabyte of errors that did not, and as many partitions may be behind as there are. What is left follows in the next flush.
 */
const MAX_OUTBOX_BYTES = 16 * 1024 * 1024;

export interface SourcePartitionsContext {
  readonly pool: Queryable;
  readonly codec: AvroCodec;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Left out, {@link MAX_OUTBOX_BYTES}. */
  readonly maxOutboxBytes?: number;
}

/**
 * Decides what of the messages that came is new, and takes from the outbox what did not come:
 *
 * - A batch up to its source partition's position was made durable before: a repeat, or a replay. It is ignored.
 * - The next batch is taken, its parts in their order.
 * - A batch after one that did not come, or a part after such a one, shows a gap. Kafka has lost messages, or one of
 *   them cannot be decoded; what is missing is taken from the outbox, where it stays until the position moves over it.
 * - Before the position moves over a batch, all of its errors must have come, or are taken from the outbox as well.
 * - What is missing and not in the outbox either halts the source partition; others go on.
 * - A message of another timeline than the database is on may be of a batch that was lost with it. It is ignored: if
 *   the batch was not lost, it is in the outbox.
 *
 * Positions are read from PostgreSQL each time, so that it does not matter which process took what. Not to be called
 * again before what it returned is durable.
 */
export class SourcePartitions implements Arranger {
  readonly #context: SourcePartitionsContext;
  readonly #progress = new Map<string, SourceProgress>();

  constructor(context: SourcePartitionsContext) {
    this.#context = context;
  }

  /** @throws what PostgreSQL or the registry throws; nothing is lost when it is called again with the same arrivals */
  async arrange(arrivals: Arrivals): Promise<Arranged> {
    try {
      return await this.#arrange(arrivals);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Forgets what has come of incomplete batches: it was not made durable, or not all of it. */
  forget(): void {
    this.#progress.clear();
  }

  async #arrange(arrivals: Arrivals): Promise<Arranged> {
    const published = emptyPublishedBatch();
    const rest = noArrivals();
    const sources = bySource(arrivals, published);
    if (sources.length === 0) return { published, rest };
    const { timeline, states } = await readSourceStates(this.#context.pool, sources);
    published.timeline = timeline;
    const outbox: OutboxBudget = { bytes: this.#context.maxOutboxBytes ?? MAX_OUTBOX_BYTES };
    for (const [index, source] of sources.entries()) {
      const state = states[index];
      if (state === undefined || state.isHalted) continue;
      if (outbox.bytes <= 0) {
        postpone(source, rest);
        continue;
      }
      const current = this.#ofTimeline(source, timeline);
      const progress = this.#progressOf(source);
      progress.goOnFrom(state.position);
      await this.#take(current, { progress, published, rest, outbox });
      if (progress.position > state.position) published.positions.push(positionOf(source, progress));
    }
    return { published, rest };
  }

  #ofTimeline(source: Source, timeline: number): Source {
    const isCurrent = (message: { readonly timeline: number }): boolean => message.timeline === timeline;
    const current = {
      ...source,
      changes: source.changes.filter(isCurrent),
      failures: source.failures.filter(isCurrent),
    };
    const others =
      source.changes.length + source.failures.length - current.changes.length - current.failures.length;
    this.#context.metrics.ignoredMessages.inc({ reason: 'timeline' }, others);
    return current;
  }

  async #take(source: Source, into: Destination): Promise<void> {
    for (const failure of source.failures) {
      if (into.progress.takeError(failure)) into.published.failures.push(failure);
      else this.#context.metrics.ignoredMessages.inc({ reason: 'repeat' });
    }
    for (const [index, change] of source.changes.entries()) {
      const outcome = into.outbox.bytes > 0 ? await this.#takeChange(source, change, into) : 'later';
      if (outcome === 'halted') return;
      if (outcome === 'taken') continue;
      for (const later of source.changes.slice(index)) into.rest.changes.push(later);
      return;
    }
    // It may have moved since: while ClickHouse is unavailable, a stalled partition waits here with everything else.
    if (source.stalledAt !== into.progress.position) return;
    const outcome = await this.#fromOutbox(source, Number.MAX_SAFE_INTEGER, 'stalled', into);
    if (outcome === 'later') into.rest.stalled.push(positionOf(source, into.progress));
  }

  async #takeChange(source: Source, change: TranscriptChange, into: Destination): Promise<Outcome> {
    const { progress, published } = into;
    const { sequence } = change;
    const verdict = progress.takeChange(change);
    if (verdict === 'repeat') {
      this.#context.metrics.ignoredMessages.inc({ reason: 'repeat' });
      return 'taken';
    }
    if (verdict === 'gap' || verdict === 'handover') {
      // Of the batch itself nothing is missing when this is its first part.
      const upTo = change.part === 0 ? sequence - 1 : sequence;
      const outcome = await this.#fromOutbox(source, upTo, verdict, into);
      return outcome === 'taken' ? this.#takeChange(source, change, into) : outcome;
    }
    addChange(published, change);
    if (verdict === 'errors-missing') return this.#fromOutbox(source, sequence, 'errors', into);
    if (verdict === 'last-part') progress.complete();
    return 'taken';
  }

  /** Takes the batches after the position, up to `upTo` or to the end of a page. */
  async #fromOutbox(
    source: TopicPartition,
    upTo: number,
    reason: OutboxReason,
    { progress, published, outbox }: Destination,
  ): Promise<Outcome> {
    const { pool } = this.#context;
    const after = progress.position;
    const { position, batches } = await readStoredBatches(pool, source, { after, upTo, limit: PAGE });
    // Another process has made them durable meanwhile.
    if (position > after) {
      progress.goOnFrom(position);
      return position >= upTo || reason === 'stalled' ? 'taken' : 'later';
    }
    if (batches.length === 0 && reason === 'stalled') return 'taken';
    for (const batch of batches) {
      // What is behind a hole is not read: the hole is looked at when it comes first.
      if (batch.sequence !== progress.position + 1) break;
      outbox.bytes -= bytesOf(batch);
      const arrivals = await this.#decode(source, batch);
      if (arrivals === undefined) return 'halted';
      for (const failure of arrivals.failures) published.failures.push(failure);
      // Where only errors were missing, the changes have come.
      for (const change of reason === 'errors' ? [] : arrivals.changes) addChange(published, change);
      progress.complete();
    }
    if (progress.position === after) return this.#halt(source, 'gap', { missing: after + 1 });
    this.#note(source, reason, { first: after + 1, last: progress.position });
    if (reason === 'stalled') return batches.length < PAGE ? 'taken' : 'later';
    return progress.position >= upTo ? 'taken' : 'later';
  }

  #note(
    { topic, partition }: TopicPartition,
    reason: OutboxReason,
    batches: { readonly first: number; readonly last: number },
  ): void {
    const { logger, metrics } = this.#context;
    metrics.outboxBatches.inc({ reason }, batches.last - batches.first + 1);
    const isLoss = reason === 'gap' || reason === 'stalled';
    logger[isLoss ? 'warn' : 'info'](
      { topic, partition, reason, ...batches },
      'batches taken from the outbox, since messages of theirs did not come',
    );
  }

  /** @returns undefined when the batch cannot be decoded, which halts the source partition */
  async #decode(
    source: TopicPartition,
    { sequence, changes, errors }: StoredBatch,
  ): Promise<Arrivals | undefined> {
    const messages = [...errors, ...changes];
    await this.#context.codec.prepare(messages);
    const arrivals = noArrivals();
    try {
      for (const message of messages) readMessage(this.#context.codec, message, arrivals);
      return arrivals;
    } catch (error) {
      if (!(error instanceof LmsError) || error.code !== 'undecodable') throw error;
      await this.#halt(source, 'undecodable', { sequence, error: error.message });
      return undefined;
    }
  }

  async #halt(
    source: TopicPartition,
    reason: 'gap' | 'undecodable',
    detail: Readonly<Record<string, unknown>>,
  ): Promise<'halted'> {
    const { pool, logger, metrics } = this.#context;
    const { topic, partition } = source;
    await haltSource(pool, source, reason, detail);
    metrics.haltedSources.inc({ reason });
    logger.error({ topic, partition, reason, ...detail }, 'source partition halted');
    return 'halted';
  }

  #progressOf(source: TopicPartition): SourceProgress {
    const key = keyOf(source);
    const known = this.#progress.get(key);
    if (known !== undefined) return known;
    const progress = new SourceProgress();
    this.#progress.set(key, progress);
    return progress;
  }
}

/** Whether what was wanted is taken, is to come with the next flush, or never will. */
type Outcome = 'taken' | 'later' | 'halted';

/** How much may still be taken from the outbox. */
interface OutboxBudget {
  bytes: number;
}

/** Where what one source partition has brought goes. */
interface Destination {
  readonly progress: SourceProgress;
  readonly published: PublishedBatch;
  readonly rest: Arrivals;
  readonly outbox: OutboxBudget;
}

function bytesOf({ changes, errors }: StoredBatch): number {
  return [...changes, ...errors].reduce((sum, { length }) => sum + length, 0);
}

function positionOf({ topic, partition }: TopicPartition, { position }: SourceProgress): SourcePosition {
  return { topic, partition, sequence: position };
}

import { LmsError, toError } from '#shared/errors.ts';
import { ROWS_PER_STRIPE } from '#shared/imports/parse-settings.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { TRAINING_RECORDS } from '#shared/kafka/client/topics.ts';
import type { Message, MessageProducer } from '#shared/kafka/producer/producer.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { Outages, Step } from '#shared/runtime/outages.ts';
import { retry } from '#shared/runtime/retry.ts';
import { importTrace, TRACE_HEADER, type Traceparent, type Tracing } from '#shared/runtime/tracing.ts';
import type { Metrics } from '../metrics.ts';
import { finishLease, isCancelled, type LeasedImport, offerRows } from './import-leases.ts';
import type { InFlightLimit } from './in-flight-limit.ts';
import { listUndoRecords } from './list-undo-records.ts';
import { type Chunk, type MessageSource, RowSource } from './row-source.ts';
import { UndoSource } from './undo-source.ts';

/**
 * Rows of one send: two stripes, so that two partitions' writers work in parallel while the next chunk is read. Larger
 * chunks gain little, hold more memory, and make a stop, a cancel or another import wait longer.
 */
export const CHUNK_ROWS = 2 * ROWS_PER_STRIPE;

export interface RowProducerContext {
  readonly client: Pool;
  readonly store: ObjectStore;
  readonly codec: AvroCodec;
  readonly producer: MessageProducer;
  readonly inFlightLimit: InFlightLimit;
  readonly outages: Outages;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly tracing: Tracing;
}

/**
 * Produces the rows of a leased import to their end, or to the last row offered when it is cancelled. While a server is
 * unavailable it pauses; it never leaves out a row.
 *
 * Rows are recorded as offered before they are sent, so that what may be on the topic is known whatever happens: a
 * later holder sends the same rows again from `acknowledged` to `offered` at least, with the same numbers on the same
 * partitions, before the import can end.
 *
 * An import that is cancelled and whose original is missing ends here as well: rows that were offered and may not have
 * been sent are then never sent. (aggregator says how many they are.)
 *
 * @throws LmsError `fenced` when another process has leased the import, `missing` when there is no original and it is
 *   not cancelled, or an unforeseen error; when `signal` aborts, once the chunk in hand is sent, whatever that ended
 *   with
 */
export async function produceImport(
  context: RowProducerContext,
  leased: LeasedImport,
  signal: AbortSignal,
): Promise<void> {
  const producer = new ImportProducer(context, leased, signal);
  try {
    await producer.run();
  } finally {
    producer.end();
  }
}

class ImportProducer {
  readonly #context: RowProducerContext;
  readonly #leased: LeasedImport;
  readonly #signal: AbortSignal;
  readonly #sending: Step;
  readonly #reading: Step;
  #acknowledged: number;
  #offered: number;
  #source: MessageSource | undefined;

  constructor(context: RowProducerContext, leased: LeasedImport, signal: AbortSignal) {
    this.#context = context;
    this.#leased = leased;
    this.#signal = signal;
    this.#sending = context.outages.step('kafka');
    this.#reading = context.outages.step('object-store');
    this.#acknowledged = leased.acknowledgedRows;
    this.#offered = leased.offeredRows;
  }

  async run(): Promise<void> {
    try {
      await this.#produce();
    } catch (error) {
      if (!(error instanceof LmsError && error.code === 'missing')) throw error;
      if (!(await this.#onPostgres(() => isCancelled(this.#context.client, this.#leased)))) throw error;
      this.#warn(error, 'cancelled import has no original, ending it as it is');
    }
    await this.#onPostgres(() => finishLease(this.#context.client, this.#leased));
  }

  async #produce(): Promise<void> {
    const total = await this.#total();
    while (this.#acknowledged < total) {
      const rows = await this.#acquireRows(total);
      if (rows === 0) break;
      const chunk = await this.#take(this.#chunkRows(rows));
      if (chunk.lastRow > this.#offered && !(await this.#offer(chunk.lastRow))) break;
      await this.#context.tracing.span(
        {
          name: 'send rows',
          parents: [importTrace(this.#leased.importId)],
          attributes: { rows: chunk.messages.length, lastRow: chunk.lastRow },
        },
        (traceparent) => this.#send(chunk, traceparent),
      );
    }
  }

  /** Of an undo, its records are listed first: until then nobody knows how many they are. */
  async #total(): Promise<number> {
    const { total, undo } = this.#leased;
    if (total !== null) return total;
    if (undo === undefined) throw new LmsError('unexpected', `Import ${this.#leased.importId} has no total`);
    const { client } = this.#context;
    return this.#onPostgres(async () =>
      (await isCancelled(client, this.#leased)) ? 0 : listUndoRecords(client, this.#leased, undo),
    );
  }

  end(): void {
    this.#close();
    this.#sending.end();
    this.#reading.end();
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  /** Rows offered under an earlier lease need no permits: they count as in flight already. 0: nothing more to send. */
  async #acquireRows(total: number): Promise<number> {
    const again = this.#offered - this.#acknowledged;
    if (again > 0) return again;
    const left = total - this.#acknowledged;
    return this.#context.inFlightLimit.acquire(this.#leased.importId, left, this.#signal);
  }

  /** Whole stripes, as far as `granted` reaches, so that no partition is left with a partial stripe. */
  #chunkRows(granted: number): number {
    const { rowsPerStripe } = this.#leased.parseSettings;
    // The first stripe goes out alone: people wait for its rows to be counted.
    const max = Math.min(granted, this.#acknowledged === 0 ? ROWS_PER_STRIPE : CHUNK_ROWS);
    const begun = (this.#acknowledged + max) % rowsPerStripe;
    return max > begun ? max - begun : max;
  }

  /** A store that fails in the middle of the file is read again from its start, up to the last row sent. */
  #take(rows: number): Promise<Chunk> {
    return retry(
      async () => {
        try {
          return await this.#reading.run(async () => {
            this.#source ??= await this.#open();
            return await this.#source.take(rows);
          });
        } catch (error) {
          this.#close();
          throw error;
        }
      },
      {
        onRetry: (error) => this.#warn(error, 'original cannot be read, trying again'),
        signal: this.#signal,
      },
    );
  }

  #open(): Promise<MessageSource> | MessageSource {
    if (this.#leased.undo !== undefined)
      return new UndoSource(this.#context.codec, this.#leased, this.#acknowledged);
    return RowSource.open(this.#context, this.#leased, this.#acknowledged, this.#signal);
  }

  async #offer(lastRow: number): Promise<boolean> {
    const rows = { acknowledged: this.#acknowledged, offered: lastRow };
    const isOffered = await this.#onPostgres(() => offerRows(this.#context.client, this.#leased, rows));
    if (!isOffered) return false;
    this.#offered = lastRow;
    this.#context.inFlightLimit.setOffered(this.#leased.importId, lastRow);
    return true;
  }

  async #send(chunk: Chunk, traceparent: Traceparent | undefined): Promise<void> {
    const { producer, metrics } = this.#context;
    const messages = traceparent === undefined ? chunk.messages : traced(chunk.messages, traceparent);
    // The same sentence for one row of a letter after the other: it would take a hundred times the row.
    const compression = 2 * chunk.unreadable > messages.length ? 'gzip' : 'none';
    await producer.send([{ topic: TRAINING_RECORDS, messages, compression }], this.#signal, () =>
      this.#sending.failed(),
    );
    this.#sending.succeeded();
    this.#acknowledged = chunk.lastRow;
    metrics.rowsProduced.inc(chunk.messages.length);
  }

  #onPostgres<Result>(statement: () => Promise<Result>): Promise<Result> {
    return retry(statement, {
      onRetry: (error) => this.#warn(error, 'PostgreSQL is unavailable, trying again'),
      signal: this.#signal,
    });
  }

  #warn(error: unknown, message: string): void {
    const { importId, tenantId, fencingToken } = this.#leased;
    this.#context.logger.warn({ err: toError(error), importId, tenantId, fencingToken }, message);
  }
}

/** One object of headers for all of them: it is written into each message, but encoded once. */
function traced(messages: readonly Message[], traceparent: Traceparent): Message[] {
  const headers = { ...messages[0]?.headers, [TRACE_HEADER]: traceparent };
  return messages.map((message) => ({ ...message, headers }));
}

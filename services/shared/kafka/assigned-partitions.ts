import { type Base, type Broker, MultipleErrors, ProtocolError } from '@platformatic/kafka';
import type { LimitFunction } from 'p-limit';
import { isRetryableLmsError, toError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';
import { startPeriodicTask } from '../runtime/periodic-task.ts';
import { retry } from '../runtime/retry.ts';
import { leaderOf } from './client.ts';
import { isRetryableClientError, throwKafkaError } from './client-errors.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import { decodeRecordBatches } from './decode-record-batches.ts';
import { type FetchBounds, type FetchedPartition, fetchRecords } from './fetch-request.ts';
import type { GroupMember, TopicPartition } from './group-member.ts';

export interface AssignedPartitionsOptions {
  readonly partitions: readonly TopicPartition[];
  readonly member: GroupMember;
  readonly client: Base;
  readonly bounds: FetchBounds;
  /** Lets in as many handlers as may work at once. */
  readonly limit: LimitFunction;
  readonly logger: Logger;
  /** Returns the next offset to read, or 'stop' to leave the partition alone. */
  handle(batch: ConsumedBatch): Promise<number | 'stop'>;
}

/** A partition and where it is read on. */
interface Reading extends TopicPartition {
  offset: number;
  isStopped: boolean;
  /** Since the last commit a batch was handled. */
  isToCommit: boolean;
}

/**
 * How long what was handled waits to be committed: shorter would send a request for nearly every batch. What was not
 * committed is read again by whoever takes over.
 */
const COMMIT_MS = 500;

/** The offset is not in the log (Kafka protocol, error codes). */
const OFFSET_OUT_OF_RANGE = 1;

/**
 * Reads the partitions of one assignment until it ends, those of each leader one fetch after another: it waits until
 * there is something to read, and the next one until all that it brought is handled.
 */
export class AssignedPartitions {
  readonly #options: AssignedPartitionsOptions;
  readonly #ended = Promise.withResolvers<void>();
  #isOn = true;
  #readings: readonly Reading[] = [];

  constructor(options: AssignedPartitionsOptions) {
    this.#options = options;
  }

  /** No further batch is handled; those in hand are finished. */
  end(): void {
    this.#isOn = false;
    this.#ended.resolve();
  }

  /** @throws what a handler threw, or LmsError `unexpected` when Kafka refuses for good */
  async run(): Promise<void> {
    const { partitions, member, logger } = this.#options;
    const onError = (err: Error): void => logger.warn({ err }, 'offsets are not committed now');
    await this.#untilDone(async () => {
      const committed = await member.committed(partitions);
      this.#readings = committed.map((position) => ({ ...position, isStopped: false, isToCommit: false }));
    });
    const committing = startPeriodicTask(COMMIT_MS, () => this.#commit(), onError);
    try {
      while (this.#isOn) await this.#untilDone((attempt) => this.#readFromLeaders(attempt > 1));
    } finally {
      await committing.stop();
      await this.#commit().catch(onError);
    }
  }

  /** Tries again until it succeeds or the assignment has ended. */
  async #untilDone(operation: (attempt: number) => Promise<void>): Promise<void> {
    try {
      await retry((attempt) => operation(attempt).catch(throwKafkaError), {
        isRetryable: (error) => this.#isOn && isRetryableLmsError(error),
        onRetry: (err, attempt) =>
          this.#options.logger.warn({ err, attempt }, 'Kafka cannot be read, trying again'),
      });
    } catch (error) {
      if (this.#isOn) throw error;
    }
  }

  /** Reads until the assignment ends, or one of the leaders does not answer as one: then they are looked up again. */
  async #readFromLeaders(isRepeated: boolean): Promise<void> {
    const readings = this.#readings.filter(({ isStopped }) => !isStopped);
    if (readings.length === 0) return this.#ended.promise;
    const topics = [...new Set(readings.map(({ topic }) => topic))];
    const metadata = await this.#options.client.metadata({ topics, forceUpdate: isRepeated });
    const byLeader = Map.groupBy(readings, ({ topic, partition }) => leaderOf(metadata, topic, partition));
    let goesOn = true;
    let hasRead = false;
    const outcomes = await Promise.allSettled(
      Array.from(byLeader, async ([leader, ofLeader]) => {
        let next = ofLeader;
        try {
          while (this.#isOn && goesOn && next.length > 0) {
            next = await this.#fetch(leader, next);
            hasRead = true;
          }
        } finally {
          goesOn = false;
        }
      }),
    );
    // The pause before the next attempt grows with every one that read nothing at all.
    throwFailures(outcomes, hasRead);
  }

  /** One fetch and what it brings. Returns what to fetch next, last what brought something: so all have their turn. */
  async #fetch(leader: Broker, readings: readonly Reading[]): Promise<Reading[]> {
    const { client, bounds, limit } = this.#options;
    const connection = await client.connections.get(leader);
    const answers = await fetchRecords.async(connection, bounds, readings);
    const byPlace = new Map(readings.map((reading) => [placeOf(reading), reading]));
    const brought = new Set<Reading>();
    const outcomes = await Promise.allSettled(
      answers.map((answer) => {
        const reading = byPlace.get(placeOf(answer));
        if (reading === undefined || (answer.code === 0 && answer.bytes.length === 0)) return undefined;
        brought.add(reading);
        return limit(() => this.#take(reading, answer));
      }),
    );
    throwFailures(outcomes, false);
    const quiet = readings.filter((reading) => !brought.has(reading));
    return [...quiet, ...brought].filter(({ isStopped }) => !isStopped);
  }

  async #take(reading: Reading, { code, bytes, aborted, highWatermark }: FetchedPartition): Promise<void> {
    // What was fetched before the end is read again later.
    if (!this.#isOn) return;
    if (code === OFFSET_OUT_OF_RANGE) {
      reading.offset = await this.#options.member.earliest(reading);
      return;
    }
    if (code !== 0) throw new ProtocolError(code);
    const { topic, partition, offset: fetchedOffset } = reading;
    const { messages, nextOffset } = decodeRecordBatches(bytes, fetchedOffset, aborted);
    const batch = { topic, partition, fetchedOffset, nextOffset, highWatermark, messages };
    const next = messages.length === 0 ? nextOffset : await this.#options.handle(batch);
    if (next === 'stop') {
      reading.isStopped = true;
      return;
    }
    reading.offset = next;
    reading.isToCommit = true;
  }

  async #commit(): Promise<void> {
    const readings = this.#readings.filter(({ isToCommit }) => isToCommit);
    if (readings.length === 0) return;
    const positions = readings.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
    await this.#options.member.commit(positions).catch(throwKafkaError);
    for (const [index, reading] of readings.entries())
      reading.isToCommit = reading.offset !== positions[index]?.offset;
  }
}

function placeOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** @param isProgress leaves out what passes by itself */
function throwFailures(outcomes: readonly PromiseSettledResult<unknown>[], isProgress: boolean): void {
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [toError(outcome.reason)] : [],
  );
  if (errors.length === 0) return;
  const error = errors.length === 1 ? errors[0] : new MultipleErrors('Several partitions failed.', errors);
  if (!isProgress || !isRetryableClientError(error)) throw error;
}

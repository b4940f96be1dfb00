import pLimit from 'p-limit';
import type { KafkaSettings } from '../config.ts';
import { isRetryableLmsError, toError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';
import { retry } from '../runtime/retry.ts';
import { AssignedPartitions } from './assigned-partitions.ts';
import { createClient } from './client.ts';
import { throwKafkaError } from './client-errors.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import { createGroupMember, type TopicPartition } from './group-member.ts';

export interface ConsumeLoopOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Partitions handled at once; those of one partition are always handled one after another. */
  readonly concurrency: number;
  readonly maxBytesPerPartition: number;
  /** What one fetch brings of all partitions, which waits in memory for its turn. */
  readonly maxBytes: number;
  readonly logger: Logger;
  /** How soon partitions that a topic gets are read; left out, it is 10 s. */
  readonly lookForPartitionsMs?: number;
  /**
   * Makes a batch durable and returns the next offset to read from its partition: `batch.nextOffset` when all of it
   * is done, anything else to read from there, 'stop' to leave the partition alone from now on. It retries what can be
   * retried itself; throwing ends the loop.
   */
  handle(batch: ConsumedBatch, signal: AbortSignal): Promise<number | 'stop'>;
  /** Called with what this member now owns, before batches of a new generation are handled. */
  onAssigned?(partitions: readonly TopicPartition[]): void;
}

export interface ConsumeLoop {
  /** @throws LmsError `unavailable` while the group cannot be joined, `unexpected` when Kafka refuses for good */
  start(): Promise<void>;
  /** Aborts `signal`, waits for the batches in hand and leaves the group. */
  stop(): Promise<void>;
  /** Settles when the loop has ended for good by an error. */
  readonly failed: Promise<Error>;
}

/** A small import must not wait for more bytes to come; this bounds idle requests, and what a rebalance waits for. */
const MAX_WAIT_MS = 250;

/** Imports use partitions within a minute of their being added; what is sent there waits about this long. */
const LOOK_FOR_PARTITIONS_MS = 10_000;

/** One consume loop for every group: offsets are committed only after `handle` has made a batch durable. */
export function createConsumeLoop(options: ConsumeLoopOptions): ConsumeLoop {
  const { logger, maxBytes, maxBytesPerPartition } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const failure = Promise.withResolvers<Error>();
  let current: AssignedPartitions | undefined;
  let running = Promise.resolve();

  const fail = (error: unknown): void => {
    current?.end();
    if (!signal.aborted) failure.resolve(toError(error));
  };
  const handle = async (batch: ConsumedBatch): Promise<number | 'stop'> => {
    try {
      return await options.handle(batch, signal);
    } catch (error) {
      fail(error);
      return batch.fetchedOffset;
    }
  };
  const reading = {
    // Connections of its own: a fetch that waits holds up what is sent behind it, such as a heartbeat.
    client: createClient(options.settings, options.clientId, logger),
    bounds: { maxWaitMs: MAX_WAIT_MS, maxBytes, maxBytesPerPartition },
    limit: pLimit(options.concurrency),
    logger,
    handle,
  };
  const member = createGroupMember({
    lookForPartitionsMs: LOOK_FOR_PARTITIONS_MS,
    ...options,
    onRebalance: () => current?.end(),
    onAssigned: (partitions) => {
      current?.end();
      const next = new AssignedPartitions({ ...reading, partitions, member });
      current = next;
      // What the last assignment has in hand is finished first.
      running = running
        .then(() => {
          options.onAssigned?.(partitions);
          return next.run();
        })
        .catch(fail);
    },
    onLost: (error) => {
      logger.info({ reason: error.message, groupId: options.groupId }, 'joining the group again');
      current?.end();
      retry(() => member.join().catch(throwKafkaError), {
        isRetryable: isRetryableLmsError,
        onRetry: (err, attempt) => logger.warn({ err, attempt }, 'group cannot be joined, trying again'),
        signal,
      }).catch(fail);
    },
  });
  return {
    failed: failure.promise,
    start: () => member.join().catch(throwKafkaError),
    async stop() {
      stopping.abort();
      current?.end();
      // Closing breaks off the fetch that waits.
      await Promise.all([reading.client.close(), running]);
      await member.leave();
    },
  };
}

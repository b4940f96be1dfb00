import kafkajs, { type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs';
import { toError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';

export type { KafkaMessage };

/** Messages of one partition as one fetch brought them. */
export interface ConsumedBatch {
  readonly topic: string;
  readonly partition: number;
  /** The offset the fetch asked for. */
  readonly fetchedOffset: number;
  /** The offset after the batch, control records included. */
  readonly nextOffset: number;
  /** The offset after the partition's last message, at the time of the fetch. */
  readonly highWatermark: number;
  readonly messages: readonly KafkaMessage[];
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface ConsumeLoopOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Partitions handled at once; those of one partition are always handled one after another. */
  readonly concurrency: number;
  readonly maxBytesPerPartition: number;
  /** What one fetch brings of all partitions; its messages are decoded together and wait in memory for their turn. */
  readonly maxBytes: number;
  readonly logger: Logger;
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
  start(): Promise<void>;
  /** Aborts `signal`, waits for the batches in hand and leaves the group. */
  stop(): Promise<void>;
  /** Settles when the loop has ended for good by an error. */
  readonly failed: Promise<Error>;
}

/**
 * How long the group waits for a member that died before its partitions move; the broker's default allows no less
 * (group.min.session.timeout.ms), and a part must be back within 10 s. Shorter would take a pause of
 * the event loop for a death; longer would leave an import standing after a crash.
 */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;

/** One consume loop for every group: offsets are committed only after `handle` has made a batch durable. */
export function createConsumeLoop(options: ConsumeLoopOptions): ConsumeLoop {
  const { logger } = options;
  const stopping = new AbortController();
  const consumer = options.kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    rebalanceTimeout: 15_000,
    maxBytesPerPartition: options.maxBytesPerPartition,
    maxBytes: options.maxBytes,
    // A small import must not wait for more bytes to come; a quarter of a second bounds idle requests.
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    // Only restart on what kafkajs calls retriable; anything else is for the supervisor to see.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => true },
  });
  const failure = Promise.withResolvers<Error>();
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart && !stopping.signal.aborted) failure.resolve(payload.error);
  });
  const handle: ConsumeLoopOptions['handle'] = async (batch, signal) => {
    try {
      return await options.handle(batch, signal);
    } catch (error) {
      if (!signal.aborted) failure.resolve(toError(error));
      // kafkajs would call again, and then start over, after any error but one of its own that says not to.
      throw new kafkajs.KafkaJSNonRetriableError(toError(error).message);
    }
  };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    logger.info({ groupId: options.groupId, partitions: partitions.length }, 'partitions assigned');
    options.onAssigned?.(partitions);
  });
  return {
    failed: failure.promise,
    async start() {
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: options.concurrency,
        eachBatch: (payload) => handleBatch(payload, consumer, handle, stopping.signal),
      });
    },
    async stop() {
      stopping.abort();
      await consumer.disconnect();
    },
  };
}

async function handleBatch(
  payload: EachBatchPayload,
  consumer: Consumer,
  handle: ConsumeLoopOptions['handle'],
  signal: AbortSignal,
): Promise<void> {
  const { batch } = payload;
  const { topic, partition } = batch;
  // The batch a seek has made obsolete, or one fetched before the stop, is read again later.
  if (payload.isStale() || signal.aborted || batch.messages.length === 0) return;
  const end = Number(batch.lastOffset()) + 1;
  const next = await whileHeartbeating(payload.heartbeat, () =>
    handle(
      {
        topic,
        partition,
        fetchedOffset: Number((batch as unknown as { fetchedOffset: string }).fetchedOffset),
        nextOffset: end,
        highWatermark: Number(batch.highWatermark),
        messages: batch.messages,
      },
      signal,
    ),
  );
  if (next === 'stop') {
    payload.pause();
    return;
  }
  if (next === end) payload.resolveOffset(String(batch.messages.at(-1)?.offset ?? end - 1));
  else if (!signal.aborted) consumer.seek({ topic, partition, offset: String(next) });
  await payload.commitOffsetsIfNecessary({
    topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
  });
}

/** Keeps the membership alive while `work` takes its time; a rebalance is told only after the work is done. */
async function whileHeartbeating<Result>(
  heartbeat: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  let lost: Error | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      lost = toError(error);
    });
  }, HEARTBEAT_MS);
  try {
    const result = await work();
    if (lost instanceof kafkajs.KafkaJSError) throw lost;
    return result;
  } finally {
    clearInterval(timer);
  }
}

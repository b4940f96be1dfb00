import { TRAINING_RECORD_ERRORS, TRANSCRIPT_CHANGES } from '#shared/kafka/client/topics.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { Message, MessageProducer } from '#shared/kafka/producer/producer.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { TRACE_HEADER, type Traceparent } from '#shared/runtime/tracing.ts';
import type { MirrorBacklog } from './mirror-backlog.ts';
import { deleteUnnumbered, FROM_THE_START, isEmpty, type OutboxEntry, readOutbox } from './outbox.ts';

/** Entries read at once when publishing again; each holds what one batch publishes, about a megabyte at most. */
const PAGE = 10;

/**
 * How long publishing an entry may take: a target partition without a leader must become an error, which pauses this
 * source partition alone. Shorter would give up while a leader moves.
 */
const PUBLISH_WITHIN_MS = 20_000;

/** Failures say the same of one row after the other. Changes hold what is compressed already. */
const COMPRESSION = { [TRAINING_RECORD_ERRORS]: 'gzip', [TRANSCRIPT_CHANGES]: 'none' } as const;

/** Publishes what committed batches have to say. Publishing may repeat, and repeats are harmless. */
export interface OutboxPublisher {
  /** Publishes one entry, whose batch has committed. */
  publish(entry: OutboxEntry, signal: AbortSignal, traceparent?: Traceparent): Promise<void>;
  /**
   * Publishes everything of a source partition that is not mirrored yet, in order: its former owner may have died
   * before it published, and Kafka may have lost what was published.
   */
  publishAll(source: TopicPartition, signal: AbortSignal): Promise<void>;
}

export interface PublisherTools {
  readonly pool: Queryable;
  readonly producer: MessageProducer;
  /** How many partitions a topic has. */
  readonly countPartitions: (topic: string) => Promise<number>;
  readonly backlog: MirrorBacklog;
}

export function createOutboxPublisher(tools: PublisherTools): OutboxPublisher {
  const { pool, backlog } = tools;
  const send = createSender(tools);
  const publish: OutboxPublisher['publish'] = async (entry, until, traceparent) => {
    if (isEmpty(entry)) return;
    const signal = AbortSignal.any([until, AbortSignal.timeout(PUBLISH_WITHIN_MS)]);
    backlog.add(entry);
    // Failures go first: a reader who has seen an import's counts can expect its failures.
    await send(TRAINING_RECORD_ERRORS, entry.partition, entry.errors, signal, traceparent);
    await send(TRANSCRIPT_CHANGES, entry.partition, entry.changes, signal, traceparent);
    if (entry.sequence === 0) await deleteUnnumbered(pool, entry);
  };
  return {
    publish,
    async publishAll(source, signal) {
      backlog.forget(source);
      let cursor = FROM_THE_START;
      while (!signal.aborted) {
        const entries = await readOutbox(pool, source.topic, source.partition, cursor, PAGE);
        for (const entry of entries) await publish(entry, signal);
        const last = entries.at(-1);
        if (last === undefined) return;
        cursor = last;
      }
    },
  };
}

/**
 * Sends to the partition that a source partition has there. A source topic may have more partitions than the target
 * topic: several then share one, and each keeps its order. How many there are is asked once, and again after a failure:
 * a source partition that moved to another target partition would have its messages overtake each other.
 */
function createSender({ producer, countPartitions }: PublisherTools) {
  const counts = new Map<string, number>();
  return async (
    topic: keyof typeof COMPRESSION,
    sourcePartition: number,
    values: readonly Buffer[],
    signal: AbortSignal,
    traceparent: Traceparent | undefined,
  ): Promise<void> => {
    if (values.length === 0) return;
    const count = counts.get(topic) ?? (await countPartitions(topic));
    counts.set(topic, count);
    const headers = traceparent === undefined ? {} : { headers: { [TRACE_HEADER]: traceparent } };
    const partition = sourcePartition % count;
    const messages = values.map((value): Message => ({ partition, value, ...headers }));
    try {
      await producer.send([{ topic, messages, compression: COMPRESSION[topic] }], signal);
    } catch (error) {
      counts.delete(topic);
      throw error;
    }
  };
}

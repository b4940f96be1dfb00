import kafkajs, { type Kafka, type Message, type TopicMessages } from 'kafkajs';
import type { Logger } from '../runtime/logging.ts';
import { retry } from '../runtime/retry.ts';
import { isRetryableKafkaError } from './client.ts';

export type { Message, TopicMessages };

/** Sends messages durably: a send that returned is on every in-sync replica. */
export interface MessageProducer {
  connect(): Promise<void>;
  /**
   * Sends until it succeeds; while the broker is away it waits. May send twice what it is given (the broker may have
   * stored a message whose answer was lost): readers tell by row numbers, versions and cumulative counts.
   *
   * @throws KafkaJSError when the broker refuses for good, or when `signal` aborts before it succeeded
   */
  send(topicMessages: readonly TopicMessages[], signal?: AbortSignal): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * The broker takes what one send holds for a partition as one batch and refuses it whole above `max.message.bytes`
 * (schemas/kafka/topics.json). Below 1 MiB it fits every topic; a message larger than this goes alone.
 */
const BATCH_BYTES = 900_000;

/** What the broker adds to a message beside its value (Kafka protocol, record format), rounded up. */
const MESSAGE_OVERHEAD_BYTES = 100;

/** A producer with `acks=all`. Keep one send in flight for a partition: kafkajs does not order several. */
export function createProducer(kafka: Kafka, logger: Logger): MessageProducer {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    // Partitions are always given; this only silences the notice about a changed default.
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  return {
    connect: () => producer.connect(),
    disconnect: () => producer.disconnect(),
    async send(topicMessages, signal) {
      for (const round of cutIntoRounds(topicMessages)) {
        await retry(() => producer.sendBatch({ acks: -1, topicMessages: round }), {
          isRetryable: isRetryableKafkaError,
          onRetry: (error, attempt) =>
            logger.warn({ err: error, attempt }, 'send to Kafka failed, trying again'),
          ...(signal === undefined ? {} : { signal }),
        });
      }
    },
  };
}

/** Cuts what is to be sent so that no round holds more than {@link BATCH_BYTES} for a partition; order is kept. */
export function cutIntoRounds(topicMessages: readonly TopicMessages[]): TopicMessages[][] {
  const rounds: TopicMessages[][] = [];
  for (const { topic, messages } of topicMessages) {
    const filled = new Map<number, { round: number; bytes: number }>();
    const parts: Message[][] = [];
    for (const message of messages) {
      const bytes = (message.value?.length ?? 0) + MESSAGE_OVERHEAD_BYTES;
      const place = filled.get(message.partition ?? 0) ?? { round: 0, bytes: 0 };
      if (place.bytes > 0 && place.bytes + bytes > BATCH_BYTES) {
        place.round += 1;
        place.bytes = 0;
      }
      place.bytes += bytes;
      filled.set(message.partition ?? 0, place);
      const part = parts[place.round] ?? [];
      part.push(message);
      parts[place.round] = part;
    }
    for (const [index, part] of parts.entries()) {
      rounds[index] = [...(rounds[index] ?? []), { topic, messages: part }];
    }
  }
  return rounds;
}

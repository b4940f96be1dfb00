import kafkajs, { type Kafka, type ProducerBatch } from 'kafkajs';
import type { Logger } from '../runtime/logging.ts';
import { retry } from '../runtime/retry.ts';
import { isRetryableKafkaError } from './client.ts';

export type { ProducerBatch };

/** Sends messages durably: a send that returned is on every in-sync replica. */
export interface MessageProducer {
  connect(): Promise<void>;
  /**
   * Sends until it succeeds; while the broker is away it waits. May send twice what it is given (the broker may have
   * stored a message whose answer was lost): readers tell by row numbers, versions and cumulative counts.
   *
   * @throws KafkaJSError when the broker refuses for good, or when `signal` aborts before it succeeded
   */
  send(batch: ProducerBatch, signal?: AbortSignal): Promise<void>;
  disconnect(): Promise<void>;
}

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
    async send(batch, signal) {
      await retry(() => producer.sendBatch({ acks: -1, ...batch }), {
        isRetryable: isRetryableKafkaError,
        onRetry: (error, attempt) =>
          logger.warn({ err: error, attempt }, 'send to Kafka failed, trying again'),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}

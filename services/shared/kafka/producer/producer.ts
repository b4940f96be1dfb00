import {
  type Base,
  type Broker,
  type ClusterMetadata,
  MultipleErrors,
  ProduceAcks,
} from '@platformatic/kafka';
import type { KafkaSettings } from '../../config.ts';
import { toError } from '../../errors.ts';
import type { Logger } from '../../runtime/logging.ts';
import { retry } from '../../runtime/retry.ts';
import { createClient, leaderOf } from '../client/client.ts';
import { throwKafkaError } from '../client/client-errors.ts';
import { ANSWER_WITHIN_MS } from '../client/client-options.ts';
import { checkApiVersions } from '../wire/check-api-versions.ts';
import { type BatchCompression, type BatchRecord, encodeRecordBatch } from '../wire/encode-record-batch.ts';
import { PRODUCE_API, produceBatches, type TopicBatches } from '../wire/produce-request.ts';

/** What is sent to one partition; messages of one send best share one object of headers. */
export interface Message extends BatchRecord {
  readonly partition: number;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly Message[];
  /** Uncompressed when left out: to compress pays where messages repeat each other, and costs time everywhere else. */
  readonly compression?: BatchCompression;
}

/** Sends messages durably: a send that returned is on every in-sync replica. */
export interface MessageProducer {
  /**
   * Finds a broker and signs in.
   *
   * @throws LmsError `unavailable` while no broker answers, `configuration` when the brokers do not support our version
   *   of Produce, `unexpected` when they refuse for good
   */
  connect(): Promise<void>;
  /**
   * Sends until it succeeds; while the broker is unavailable it waits. May send twice what it is given (the broker may
   * have stored a message whose answer was lost): readers recognise repeats by row numbers, versions and cumulative
   * counts.
   *
   * @param onRetry called for each failed attempt that is made again
   * @throws LmsError `unexpected` when the broker refuses for good, `unavailable` when `signal` aborts before it
   *   succeeded; the cause is the client's own error
   */
  send(topicMessages: readonly TopicMessages[], signal?: AbortSignal, onRetry?: () => void): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * The broker takes what one send holds for a partition as one batch and refuses it whole above `max.message.bytes`
 * (schemas/kafka/topics.json). Below 1 MiB it fits every topic; a message larger than this goes alone.
 */
const BATCH_BYTES = 900_000;

/** What the broker adds to a message beside its value (Kafka protocol, record format), rounded up. */
const MESSAGE_OVERHEAD_BYTES = 100;

/** A producer with `acks=all`. Keep one send in flight for a partition: several are not kept in order. */
export function createProducer(settings: KafkaSettings, clientId: string, logger: Logger): MessageProducer {
  const client = createClient(settings, clientId, logger);
  return {
    async connect() {
      await checkApiVersions(client, [PRODUCE_API]);
      await client.metadata({ topics: [] }).catch(throwKafkaError);
    },
    disconnect: () => client.close(),
    async send(topicMessages, signal, onRetry) {
      for (const round of cutIntoRounds(topicMessages)) {
        await retry((attempt) => sendRound(client, round, attempt > 1).catch(throwKafkaError), {
          onRetry: (error, attempt) => {
            onRetry?.();
            logger.warn({ err: error, attempt }, 'send to Kafka failed, trying again');
          },
          ...(signal === undefined ? {} : { signal }),
        });
      }
    },
  };
}

/**
 * Sends to each partition's leader; several are asked side by side, and all have answered when this ends.
 *
 * @param isRepeated an earlier attempt has failed: leaders may have moved
 */
async function sendRound(client: Base, round: readonly TopicMessages[], isRepeated: boolean): Promise<void> {
  const metadata = await client.metadata({
    topics: round.map(({ topic }) => topic),
    forceUpdate: isRepeated,
  });
  const answers = await Promise.allSettled(
    [...byLeader(metadata, round)].map(async ([leader, topics]) => {
      const connection = await client.connections.get(leader);
      await produceBatches.async(connection, ProduceAcks.ALL, ANSWER_WITHIN_MS, topics);
    }),
  );
  const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [toError(answer.reason)] : []));
  if (errors.length > 0) throw new MultipleErrors('Not every partition took its messages.', errors);
}

/** The round's batches by the broker that takes them. */
function byLeader(metadata: ClusterMetadata, round: readonly TopicMessages[]): Map<Broker, TopicBatches[]> {
  const requests = new Map<Broker, TopicBatches[]>();
  const now = Date.now();
  for (const { topic, messages, compression } of round) {
    const batches = Array.from(
      Map.groupBy(messages, ({ partition }) => partition),
      ([partition, records]) => ({
        leader: leaderOf(metadata, topic, partition),
        partition,
        bytes: encodeRecordBatch(records, now, compression),
      }),
    );
    for (const [leader, ofLeader] of Map.groupBy(batches, (batch) => batch.leader)) {
      requests.set(leader, [...(requests.get(leader) ?? []), { topic, batches: ofLeader }]);
    }
  }
  return requests;
}

/** Splits what will be sent so that no round holds more than {@link BATCH_BYTES} for a partition; order is kept. */
export function cutIntoRounds(topicMessages: readonly TopicMessages[]): TopicMessages[][] {
  const rounds: TopicMessages[][] = [];
  for (const { messages, ...topic } of topicMessages) {
    const filled = new Map<number, { round: number; bytes: number }>();
    const parts: Message[][] = [];
    for (const message of messages) {
      const bytes = message.value.length + MESSAGE_OVERHEAD_BYTES;
      const fill = filled.get(message.partition) ?? { round: 0, bytes: 0 };
      if (fill.bytes > 0 && fill.bytes + bytes > BATCH_BYTES) {
        fill.round += 1;
        fill.bytes = 0;
      }
      fill.bytes += bytes;
      filled.set(message.partition, fill);
      const part = parts[fill.round] ?? [];
      part.push(message);
      parts[fill.round] = part;
    }
    for (const [index, part] of parts.entries()) {
      rounds[index] = [...(rounds[index] ?? []), { ...topic, messages: part }];
    }
  }
  return rounds;
}

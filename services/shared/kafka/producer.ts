import type { MessageToProduce, Producer } from '@platformatic/kafka';
import type { KafkaSettings } from '../config.ts';
import { LmsError } from '../errors.ts';
import type { Logger } from '../runtime/logging.ts';
import { retry } from '../runtime/retry.ts';
import { isRetryableProducerError } from './producer-errors.ts';
import { createProducingClient } from './producing-client.ts';

type Headers = Readonly<Record<string, string>>;

/** What is sent to one partition; messages of one send best share one object of headers. */
export interface Message {
  readonly partition: number;
  readonly value: Buffer;
  readonly headers?: Headers;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly Message[];
}

/** Sends messages durably: a send that returned is on every in-sync replica. */
export interface MessageProducer {
  /**
   * Finds a broker and signs in.
   *
   * @throws LmsError `unavailable` while none is there, `unexpected` when it refuses for good
   */
  connect(): Promise<void>;
  /**
   * Sends until it succeeds; while the broker is away it waits. May send twice what it is given (the broker may have
   * stored a message whose answer was lost): readers tell by row numbers, versions and cumulative counts.
   *
   * @throws LmsError `unexpected` when the broker refuses for good, `unavailable` when `signal` aborts before it
   *   succeeded; the cause is the client's own error
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

/** A producer with `acks=all`. Keep one send in flight for a partition: several are not kept in order. */
export function createProducer(settings: KafkaSettings, clientId: string, logger: Logger): MessageProducer {
  const client = createProducingClient(settings, clientId, logger);
  return {
    async connect() {
      await client.metadata({ topics: [] }).catch(throwOurs);
    },
    disconnect: () => client.close(),
    async send(topicMessages, signal) {
      for (const round of cutIntoRounds(topicMessages)) {
        await retry(() => sendRound(client, round).catch(throwOurs), {
          isRetryable: (error) => error instanceof LmsError && error.retryable,
          onRetry: (error, attempt) =>
            logger.warn({ err: error, attempt }, 'send to Kafka failed, trying again'),
          ...(signal === undefined ? {} : { signal }),
        });
      }
    },
  };
}

/**
 * The client takes the remainder of a partition's number by how many it knows of: for some seconds after partitions
 * were added, rows would silently go to others than their own.
 */
async function sendRound(client: Producer, round: readonly TopicMessages[]): Promise<void> {
  const { topics } = await client.metadata({ topics: round.map(({ topic }) => topic) });
  for (const { topic, messages } of round) {
    const known = topics.get(topic)?.partitionsCount ?? 0;
    if (messages.some(({ partition }) => partition >= known)) {
      throw new LmsError('unavailable', `Kafka does not know of so many partitions of ${topic} yet`, {
        retryable: true,
        server: 'kafka',
      });
    }
  }
  await client.send({ messages: toRecords(round) });
}

/** What callers decide by, whichever client is behind it. */
function throwOurs(cause: unknown): never {
  if (cause instanceof LmsError) throw cause;
  const retryable = isRetryableProducerError(cause);
  const message = retryable ? 'Kafka is away' : 'Kafka refuses';
  throw new LmsError(retryable ? 'unavailable' : 'unexpected', message, {
    retryable,
    cause,
    server: 'kafka',
  });
}

/** Made anew for each attempt, since the client writes into what it is given. */
function toRecords(round: readonly TopicMessages[]): MessageToProduce[] {
  const toBytes = createHeaderEncoder();
  return round.flatMap(({ topic, messages }) =>
    messages.map(({ partition, value, headers }) =>
      headers === undefined
        ? { topic, partition, value }
        : { topic, partition, value, headers: toBytes(headers) },
    ),
  );
}

/** The messages of a send mostly share one object of headers, which is then encoded once. */
function createHeaderEncoder(): (headers: Headers) => Map<Buffer, Buffer> {
  const encoded = new Map<Headers, Map<Buffer, Buffer>>();
  return (headers) => {
    const known = encoded.get(headers);
    if (known !== undefined) return known;
    const bytes = new Map(
      Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
    );
    encoded.set(headers, bytes);
    return bytes;
  };
}

/** Cuts what is to be sent so that no round holds more than {@link BATCH_BYTES} for a partition; order is kept. */
export function cutIntoRounds(topicMessages: readonly TopicMessages[]): TopicMessages[][] {
  const rounds: TopicMessages[][] = [];
  for (const { topic, messages } of topicMessages) {
    const filled = new Map<number, { round: number; bytes: number }>();
    const parts: Message[][] = [];
    for (const message of messages) {
      const bytes = message.value.length + MESSAGE_OVERHEAD_BYTES;
      const place = filled.get(message.partition) ?? { round: 0, bytes: 0 };
      if (place.bytes > 0 && place.bytes + bytes > BATCH_BYTES) {
        place.round += 1;
        place.bytes = 0;
      }
      place.bytes += bytes;
      filled.set(message.partition, place);
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

import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { MessageProducer } from '#shared/kafka/producer/producer.ts';
import { readMessage } from '../../../services/aggregator/consume/read-messages.ts';
import { type Arrivals, noArrivals } from '../../../services/aggregator/flush/arrivals.ts';

/** Messages of one partition, and how many of them have been read. */
interface Log {
  readonly messages: Buffer[];
  read: number;
}

/** Keeps what is published, in order, as the topics would. */
export class Topics {
  readonly producer: MessageProducer;
  readonly #codec: AvroCodec;
  readonly #logs = new Map<string, Log>();

  constructor(codec: AvroCodec) {
    this.#codec = codec;
    this.producer = {
      connect: async () => undefined,
      disconnect: async () => undefined,
      send: async (topicMessages) => {
        for (const { topic, messages } of topicMessages) {
          for (const { partition, value } of messages)
            if (value !== null) this.#of(`${topic}/${partition}`).messages.push(value);
        }
      },
    };
  }

  /** Whether everything has been read. */
  get isRead(): boolean {
    return this.#logs.values().every(({ messages, read }) => read === messages.length);
  }

  /**
   * Reads on in each partition.
   *
   * @param count how many messages of a partition are read
   * @param isLost whether one of them is not in the log any more
   */
  async fetch(count: () => number, isLost: () => boolean): Promise<Arrivals> {
    const arrivals = noArrivals();
    for (const log of this.#logs.values()) {
      const fetched = log.messages.slice(log.read, log.read + count());
      log.read += fetched.length;
      await this.#codec.prepare(fetched);
      for (const value of fetched) if (!isLost()) readMessage(this.#codec, value, arrivals);
    }
    return arrivals;
  }

  #of(partition: string): Log {
    const known = this.#logs.get(partition) ?? { messages: [], read: 0 };
    this.#logs.set(partition, known);
    return known;
  }
}

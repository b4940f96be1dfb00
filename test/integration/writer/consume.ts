import { LmsError } from '#shared/errors.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { MessageProducer } from '#shared/kafka/producer/producer.ts';
import {
  type AppliedBatch,
  applyBatch,
  type BatchTools,
} from '../../../services/transcript-writer/consume/apply-batch.ts';
import { cutBatches } from '../../../services/transcript-writer/consume/cut-batches.ts';
import { MirrorBacklog } from '../../../services/transcript-writer/publish/mirror-backlog.ts';
import {
  createOutboxPublisher,
  type OutboxPublisher,
} from '../../../services/transcript-writer/publish/publish-outbox.ts';
import type { Batch } from '../../../services/transcript-writer/write/batch.ts';
import {
  type ConsumerPosition,
  readConsumerPosition,
} from '../../../services/transcript-writer/write/consumer-positions.ts';
import type { Choices } from './choices.ts';
import { ConnectionLost, losingConnection } from './faulty-pool.ts';

/** Fewer than the source partitions, so that some share one. */
const TARGET_PARTITIONS = 2;

/** More than the statements of a batch's transaction, so that its COMMIT is among them. */
const STATEMENTS = 18;

/** A partition that is read by one writer after another, each of which may die at any step. */
export class Partition {
  readonly #tools: BatchTools;
  readonly #producer: MessageProducer;
  readonly #publisher: OutboxPublisher;
  readonly #topic: string;
  readonly #partition: number;
  readonly #log: readonly ConsumedMessage[];
  #position: ConsumerPosition | undefined;

  constructor(
    tools: BatchTools,
    producer: MessageProducer,
    source: { topic: string; partition: number; log: readonly ConsumedMessage[] },
  ) {
    this.#tools = tools;
    this.#producer = producer;
    this.#publisher = this.#publisherWith(producer);
    this.#topic = source.topic;
    this.#partition = source.partition;
    this.#log = source.log;
  }

  get isDone(): boolean {
    return this.#position !== undefined && this.#position.nextOffset >= this.#log.length;
  }

  /** Reads a fetch as it comes after `choices`; dying shows in the position being lost. */
  plan(choices: Choices): () => Promise<void> {
    const size = 1 + choices.below(12);
    const back = choices.below(3);
    const fate = choices.below(8);
    const fault = {
      statement: choices.below(STATEMENTS),
      when: choices.of(['before', 'after'] as const),
    };
    return async () => {
      const position = this.#position ?? (await this.#findPosition());
      if (position.nextOffset >= this.#log.length) return;
      const batch = this.#fetch(position, size, back);
      if (fate === 4) return this.#applyLosingConnection(batch, position, fault);
      if (fate === 5) return this.#applyTwice(batch, position);
      const { outbox, position: next } = await applyBatch(this.#tools, batch, position);
      this.#position = next;
      // Dies before it publishes: the next one finds the outbox.
      if (fate === 6) this.#position = undefined;
      // Dies after its first message: all of the entry is published again.
      else if (fate === 7) {
        const dying = this.#publisherWith(dyingAfterOneSend(this.#producer));
        await dying.publish(outbox, AbortSignal.timeout(60_000)).catch(() => undefined);
        this.#position = undefined;
      } else await this.#publisher.publish(outbox, AbortSignal.timeout(60_000));
    };
  }

  #publisherWith(producer: MessageProducer): OutboxPublisher {
    const { pool } = this.#tools;
    const countPartitions = async (): Promise<number> => TARGET_PARTITIONS;
    return createOutboxPublisher({ pool, producer, countPartitions, backlog: new MirrorBacklog(pool) });
  }

  #fetch({ nextOffset }: ConsumerPosition, size: number, back: number): Batch {
    const fetchedOffset = Math.max(0, nextOffset - back);
    const end = Math.min(this.#log.length, nextOffset + size);
    const fetched = {
      topic: this.#topic,
      partition: this.#partition,
      fetchedOffset,
      nextOffset: end,
      highWatermark: end,
      leaderEpochs: [{ fromOffset: 0, leaderEpoch: 0 }],
    };
    const [batch] = cutBatches({ ...fetched, messages: this.#log.slice(fetchedOffset, end) }, nextOffset);
    if (batch === undefined) throw new Error('A fetch has at least one batch');
    return batch;
  }

  async #findPosition(): Promise<ConsumerPosition> {
    const { pool } = this.#tools;
    const source = { topic: this.#topic, partition: this.#partition };
    this.#position = await readConsumerPosition(pool, source, 0, 'any');
    await this.#publisher.publishAll(source, AbortSignal.timeout(60_000));
    return this.#position;
  }

  async #applyLosingConnection(
    batch: Batch,
    position: ConsumerPosition,
    fault: { statement: number; when: 'before' | 'after' },
  ): Promise<void> {
    const tools = { ...this.#tools, pool: losingConnection(this.#tools.pool, fault) };
    try {
      await applyBatch(tools, batch, position);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
    // Also when it got through: it dies before it publishes.
    this.#position = undefined;
  }

  /** Two writers that both take the partition for theirs: exactly one of them may write. */
  async #applyTwice(batch: Batch, position: ConsumerPosition): Promise<void> {
    const results = await Promise.allSettled([
      applyBatch(this.#tools, batch, position),
      applyBatch(this.#tools, batch, position),
    ]);
    const applied = results.filter(
      (result): result is PromiseFulfilledResult<AppliedBatch> => result.status === 'fulfilled',
    );
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    const foreign = refused.find((reason) => !(reason instanceof LmsError && reason.code === 'fenced'));
    if (foreign !== undefined) throw foreign;
    if (applied.length !== 1) throw new Error(`${applied.length} of two writers wrote the same batch`);
    this.#position = undefined;
  }
}

function dyingAfterOneSend(producer: MessageProducer): MessageProducer {
  let sends = 0;
  return {
    ...producer,
    send: async (topicMessages, signal) => {
      if (sends > 0) throw new ConnectionLost('the process is gone');
      sends += 1;
      await producer.send(topicMessages, signal);
    },
  };
}

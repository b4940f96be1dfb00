import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';

/** A part of a fetch that is written in one transaction. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly ConsumedMessage[];
  /** The offset after the batch. */
  readonly nextOffset: number;
  /** Of its last record. */
  readonly leaderEpoch: number;
}

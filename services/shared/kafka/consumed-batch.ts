import type { TopicPartition } from './group-member.ts';

/** Messages of one partition as one fetch brought them. */
export interface ConsumedBatch extends TopicPartition {
  /** The offset the fetch asked for. */
  readonly fetchedOffset: number;
  /** The offset after the batch, control records included. */
  readonly nextOffset: number;
  /** The offset after the partition's last message, at the time of the fetch. */
  readonly highWatermark: number;
  /** At least one. */
  readonly messages: ConsumedMessages;
}

/** Messages in the order of their offsets, as an array has them; they may be made each time they are asked for. */
export interface ConsumedMessages extends Iterable<ConsumedMessage> {
  readonly length: number;
  at(index: number): ConsumedMessage | undefined;
  slice(start: number, end?: number): ConsumedMessages;
}

/** A record as it was consumed. */
export interface ConsumedMessage {
  readonly offset: number;
  /** Milliseconds since 1970: the broker's, or the producer's where the topic keeps that. */
  readonly timestampMs: number;
  readonly value: Buffer | null;
  /** Of the value, in bytes. */
  readonly size: number;
  /** Left out where the record has none; of several of one name the last. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

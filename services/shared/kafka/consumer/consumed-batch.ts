import type { TopicPartition } from './group-member.ts';

/** Messages of one partition as one fetch brought them. */
export interface ConsumedBatch extends TopicPartition {
  /** The offset the fetch asked for. */
  readonly fetchedOffset: number;
  /** The offset after the batch, control records included. */
  readonly nextOffset: number;
  /** The offset after the partition's last message, at the time of the fetch. */
  readonly highWatermark: number;
  /** At least one, in the order of their offsets. */
  readonly messages: readonly ConsumedMessage[];
  /** Under which leaders the broker took the records, in order. */
  readonly leaderEpochs: readonly LeaderEpochStart[];
}

/** From which offset on records were taken under a leader. */
export interface LeaderEpochStart {
  readonly fromOffset: number;
  readonly leaderEpoch: number;
}

/** What stands for a leader epoch that is not known (Kafka protocol). */
export const NO_LEADER_EPOCH = -1;

/** The leader epoch of the last record before `nextOffset`; {@link NO_LEADER_EPOCH} when `starts` begin after it. */
export function leaderEpochBefore(starts: readonly LeaderEpochStart[], nextOffset: number): number {
  return starts.findLast(({ fromOffset }) => fromOffset < nextOffset)?.leaderEpoch ?? NO_LEADER_EPOCH;
}

/** A record as it was consumed. */
export interface ConsumedMessage {
  readonly offset: number;
  /** Milliseconds since 1970: the broker's, or the producer's where the topic keeps that. */
  readonly timestampMs: number;
  readonly value: Buffer | null;
  /** Undefined where the record has none; of several of one name the last. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

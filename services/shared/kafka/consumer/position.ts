import type { DivergingEpoch } from '../wire/fetch-request.ts';
import type { TopicPartition } from './group-member.ts';

/** Where a partition is read on, and of which log. */
export interface Position {
  readonly topicId: string;
  /** The next offset to read. */
  readonly offset: number;
  /** Of the record before `offset`; -1 when it is not known. */
  readonly leaderEpoch: number;
}

/** Why it is asked where to read a partition on. */
export type PositionReason =
  /** The partition was assigned, or is looked at again after it could not be read. */
  | { readonly kind: 'assigned' }
  /** A batch was not applied, or the partition could not be fetched. */
  | { readonly kind: 'failed' }
  /** The broker's log begins after the offset, or ends before it. */
  | { readonly kind: 'out-of-range' }
  /** The broker knows no topic of this id. */
  | { readonly kind: 'unknown-topic-id' }
  /** The broker's log does not hold the record before the offset. */
  | { readonly kind: 'diverged'; readonly at: DivergingEpoch };

export interface PositionRequest extends TopicPartition {
  readonly reason: PositionReason;
  /** Where it was read until now; undefined at first. */
  readonly last: Position | undefined;
}

/**
 * Says where to read a partition on: `halted` when a person has to decide, `missing` when there is no such topic; both
 * are asked about again and again. What it throws is tried again with growing pauses.
 */
export type FindPosition = (
  request: PositionRequest,
  signal: AbortSignal,
) => Promise<Position | 'halted' | 'missing'>;

import { NO_LEADER_EPOCH } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Position, PositionReason } from '#shared/kafka/consumer/position.ts';
import type { StoredConsumerPosition } from '../write/consumer-positions.ts';
import type { Halt, HaltReason } from './halted-partitions.ts';
import type { Bounds } from './log-bounds.ts';

/** What the broker said when the partition was fetched from a position. */
export interface FetchRefusal {
  readonly last: Position;
  readonly reason: PositionReason;
}

/**
 * Compares what was consumed with the log that is there now. Undefined when reading can continue; otherwise
 * continuing could skip or repeat records, and a person has to decide.
 *
 * @param refusal counts only when it is about the position that is stored
 */
export function findMismatch(
  consumed: StoredConsumerPosition,
  log: Bounds,
  refusal?: FetchRefusal,
): Halt | undefined {
  const reason = reasonOf(consumed, log, refusal);
  if (reason === undefined) return undefined;
  const { nextOffset, leaderEpoch, topicId, clusterId } = consumed;
  return {
    reason,
    detail: {
      consumed: { nextOffset, leaderEpoch, topicId, clusterId },
      log,
      ...(reason === 'log-truncated' ? { refusal: refusal?.reason } : {}),
    },
  };
}

function reasonOf(
  { nextOffset, leaderEpoch, topicId, clusterId }: StoredConsumerPosition,
  log: Bounds,
  refusal: FetchRefusal | undefined,
): HaltReason | undefined {
  if (clusterId !== log.clusterId) return 'cluster-changed';
  if (topicId !== null && topicId !== log.topicId) return 'topic-recreated';
  if (nextOffset < log.low) return 'records-deleted';
  if (nextOffset > log.high) return 'offset-beyond-end';
  if (refusal === undefined) return undefined;
  const { last, reason } = refusal;
  const isOfThis =
    last.topicId === log.topicId && last.offset === nextOffset && last.leaderEpoch === leaderEpoch;
  // Out of range although within the bounds: the log has never heard of the epoch of the record read last.
  const isOfOtherLog =
    reason.kind === 'diverged' || (reason.kind === 'out-of-range' && leaderEpoch !== NO_LEADER_EPOCH);
  return isOfThis && isOfOtherLog ? 'log-truncated' : undefined;
}

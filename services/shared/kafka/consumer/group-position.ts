import type { Base } from '@platformatic/kafka';
import { throwKafkaError } from '../client/client-errors.ts';
import { describeLog } from '../client/describe-log.ts';
import { NO_LEADER_EPOCH } from './consumed-batch.ts';
import type { GroupMember, TopicPartition } from './group-member.ts';
import type { FindPosition, Position } from './position.ts';

/** An offset that a group committed and its partition's log does not hold. */
export interface LostOffset extends TopicPartition {
  readonly committed: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Positions by the group's committed offsets. Where the log does not hold the group's offset, or is another one than
 * before, it is read from its start: for consumers to which reading twice makes no difference.
 *
 * @param onLostOffset called when records between the two may have been missed
 */
export function groupPosition(
  client: Base,
  member: Pick<GroupMember, 'committed'>,
  onLostOffset: (lost: LostOffset) => void,
): FindPosition {
  return async ({ topic, partition, reason, last }) => {
    // What was handled since the last commit need not be read twice.
    if (reason.kind === 'failed' && last !== undefined) return last;
    const log = await describeLog(client, { topic, partition });
    if (log === undefined) return 'missing';
    const { topicId, low, high } = log;
    const committed = await member.committed({ topic, partition }).catch(throwKafkaError);
    const start: Position = { topicId, offset: low, leaderEpoch: NO_LEADER_EPOCH };
    if (committed === undefined) return start;
    const isOtherLog = reason.kind === 'diverged' || (last !== undefined && last.topicId !== topicId);
    if (!isOtherLog && committed >= low && committed <= high) return { ...start, offset: committed };
    onLostOffset({ topic, partition, committed, low, high });
    return start;
  };
}

import { expect, it } from 'vitest';
import type { PositionReason } from '#shared/kafka/consumer/position.ts';
import type { Bounds } from '../../../services/transcript-writer/consume/log-bounds.ts';
import { findMismatch } from '../../../services/transcript-writer/consume/log-mismatch.ts';
import type { StoredConsumerPosition } from '../../../services/transcript-writer/write/consumer-positions.ts';

const CONSUMED: StoredConsumerPosition = {
  nextOffset: 24,
  lastTimeUs: 0,
  leaderEpoch: 3,
  epoch: 0,
  sequence: 5,
  timeline: 0,
  clusterId: 'cluster',
  topicId: 'topic',
};
const LOG: Bounds = { topicId: 'topic', clusterId: 'cluster', low: 10, high: 50 };
const LAST = { topicId: 'topic', offset: 24, leaderEpoch: 3 };
const DIVERGED: PositionReason = { kind: 'diverged', at: { leaderEpoch: 2, endOffset: 12 } };

function reasonOf(
  consumed: Partial<StoredConsumerPosition>,
  log: Partial<Bounds>,
  refusal?: { reason: PositionReason; last?: Partial<typeof LAST> },
): string | undefined {
  const refused =
    refusal === undefined ? undefined : { reason: refusal.reason, last: { ...LAST, ...refusal.last } };
  return findMismatch({ ...CONSUMED, ...consumed }, { ...LOG, ...log }, refused)?.reason;
}

it.each([
  ['the log holds the next offset', {}, {}, undefined],
  ['everything was read', { nextOffset: 50 }, {}, undefined],
  ['the log begins at the next offset', {}, { low: 24 }, undefined],
  ['the row does not know its topic yet', { topicId: null }, {}, undefined],
  [
    'another cluster, whose topics all have other ids',
    {},
    { clusterId: 'b', topicId: 'b' },
    'cluster-changed',
  ],
  ['the topic was made again and has grown', {}, { topicId: 'again' }, 'topic-recreated'],
  ['the topic was made again and is empty', {}, { topicId: 'again', low: 0, high: 0 }, 'topic-recreated'],
  ['records were deleted', {}, { low: 25 }, 'records-deleted'],
  ['the log ends before', {}, { high: 23 }, 'offset-beyond-end'],
])('%s', (_, consumed, log, reason) => {
  expect(reasonOf(consumed, log)).toBe(reason);
});

it('the broker’s word counts only for the position that is stored', () => {
  expect(reasonOf({}, {}, { reason: DIVERGED })).toBe('log-truncated');
  // Another writer has read on meanwhile, from the log that is there now.
  expect(reasonOf({ nextOffset: 30 }, {}, { reason: DIVERGED })).toBeUndefined();
  expect(reasonOf({ leaderEpoch: 4 }, {}, { reason: DIVERGED })).toBeUndefined();
  expect(reasonOf({}, {}, { reason: DIVERGED, last: { topicId: 'before' } })).toBeUndefined();
  expect(reasonOf({}, {}, { reason: { kind: 'failed' } })).toBeUndefined();
});

it('out of range within the bounds means that the log never knew the epoch of the last record', () => {
  const reason: PositionReason = { kind: 'out-of-range' };
  expect(reasonOf({}, {}, { reason })).toBe('log-truncated');
  expect(reasonOf({ leaderEpoch: -1 }, {}, { reason, last: { leaderEpoch: -1 } })).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { planResume, type Start } from '../../../commands/partitions/resume-plan.ts';
import type { StoredPosition } from '../../../commands/partitions/stored-positions.ts';

const STORED: StoredPosition = {
  topic: 'training-feed.acme',
  partition: 0,
  nextOffset: 24,
  clusterId: 'cluster',
  topicId: 'topic',
  epoch: 0,
  halt: { reason: 'undecodable', detail: {}, haltedAt: new Date(0) },
};
const LOG = { topicId: 'topic', clusterId: 'cluster', low: 10, high: 50 };

function plan(start: Start, stored: Partial<StoredPosition> = {}, log: Partial<typeof LOG> = {}) {
  const { nextOffset, isNewEpoch, consequences } = planResume(
    { ...STORED, ...stored },
    { ...LOG, ...log },
    start,
  );
  return [nextOffset, isNewEpoch, ...consequences];
}

describe('of the log that was read', () => {
  it('goes on, skips or reads again', () => {
    expect(plan('at-position')).toEqual([24, false, 'Skips nothing else and reads nothing again.']);
    expect(plan(25)).toEqual([25, false, 'Skips 1 record (offsets 24 to 24): they are never applied.']);
    expect(plan('from-start')).toEqual([
      10,
      true,
      'Reads 14 records (offsets 10 to 23) again. A feed’s record without rowNumber counts again.',
    ]);
  });

  it('says what was deleted before it was read', () => {
    const gone = '6 records (offsets 24 to 29) were deleted before they were read.';
    expect(plan('from-start', {}, { low: 30 })).toEqual([
      30,
      false,
      gone,
      'Skips nothing else and reads nothing again.',
    ]);
    expect(plan(35, {}, { low: 30 })).toEqual([
      35,
      false,
      gone,
      'Skips 5 records (offsets 30 to 34): they are never applied.',
    ]);
  });

  it('says where it was cut', () => {
    const detail = { refusal: { kind: 'diverged', at: { leaderEpoch: 0, endOffset: 12 } } };
    const halt = { reason: 'log-truncated', detail, haltedAt: new Date(0) };
    expect(plan('at-position', { halt }).at(-1)).toBe(
      'The log was cut at offset 12: 12 records (offsets 12 to 23) are other records than those that were read, ' +
        'as far as the log has grown again. Only --from 12 reads them.',
    );
    const short = { reason: 'offset-beyond-end', detail: { log: { high: 20 } }, haltedAt: new Date(0) };
    expect(plan(20, { halt: short }).at(-1)).toContain('Only --from 20 reads them.');
  });

  it('does not go where the log is not', () => {
    expect(() => plan('at-position', {}, { low: 30 })).toThrow('Offset 24 is not in the log');
    expect(() => plan(51)).toThrow('Offset 51 is not in the log');
  });
});

it.each([
  ['a topic that was made again', { topicId: 'again', low: 0, high: 40 }],
  ['another cluster', { clusterId: 'other', low: 0, high: 40 }],
])('%s begins new offsets', (_, log) => {
  expect(plan('from-start', {}, log)).toEqual([
    0,
    true,
    'This log is not the one that was read up to offset 24: it holds 40 records (offsets 0 to 39).',
    'Records of the old log that were not read by then are lost.',
    'Reads 40 records (offsets 0 to 39).',
  ]);
  expect(plan('at-position', {}, log)).toContain(
    'Skips 24 records (offsets 0 to 23): they are never applied.',
  );
});

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ConsumedBatch } from '#shared/kafka/consumer/consumed-batch.ts';
import { comparePositions, type Position } from '../../../services/shared/records/position.ts';
import { cutBatches } from '../../../services/transcript-writer/consume/cut-batches.ts';
import { advance, type ImportProgress } from '../../../services/transcript-writer/write/import-progress.ts';
import { compareKeys, reduceCourses } from '../../../services/transcript-writer/write/reduce-courses.ts';
import type { Accepted } from '../../../services/transcript-writer/write/validated-rows.ts';
import { acceptedCourse, textOf } from '../../support/accepted-course.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

// Few values each, so that equal times, sources and numbers are common.
const positions = fc.record<Position>({
  timeUs: fc.nat({ max: 3 }),
  source: fc.nat({ max: 2 }),
  number: fc.nat({ max: 3 }),
});

describe('positions', () => {
  it('are in one total order: by time, then source, then number', () => {
    fc.assert(
      fc.property(positions, positions, positions, (a, b, c) => {
        expect(Math.sign(comparePositions(a, b))).toBe(-Math.sign(comparePositions(b, a)) + 0);
        if (comparePositions(a, b) <= 0 && comparePositions(b, c) <= 0)
          expect(comparePositions(a, c)).toBeLessThanOrEqual(0);
        expect(comparePositions(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2_000 },
    );
  });
});

type Course = Accepted;

const courses = fc.uniqueArray(
  fc.record({
    tenantId: fc.constantFrom(1, 2),
    personId: fc.constantFrom(1, 2, 10),
    courseNumber: fc.constantFrom('A', 'B', 'a', 'é', '安全'),
    position: positions,
  }),
  // Two rows never have the same position.
  { selector: ({ position }) => JSON.stringify(position), maxLength: 40 },
);

function toCourse({
  tenantId,
  personId,
  courseNumber,
  position,
}: typeof courses extends fc.Arbitrary<(infer One)[]> ? One : never): Course {
  return acceptedCourse({ importId: 'any', tenantId, personId, position }, { courseNumber });
}

function keyOf({ importInfo, personId, values }: Course): string {
  return JSON.stringify([importInfo.tenantId, personId, textOf(values, 'courseNumber')]);
}

describe('reducing the courses of a batch', () => {
  it('keeps the highest position of each key, whatever the order, and loses no row', () => {
    fc.assert(
      fc.property(courses, (generated) => {
        const all = generated.map(toCourse);
        const { winners, superseded } = reduceCourses(all);
        const highest = Map.groupBy(all, keyOf);
        expect(winners.map(keyOf).sort()).toEqual([...highest.keys()].sort());
        for (const winner of winners) {
          for (const other of highest.get(keyOf(winner)) ?? [])
            expect(comparePositions(other.position, winner.position)).toBeLessThanOrEqual(0);
        }
        expect(new Set([...winners, ...superseded])).toEqual(new Set(all));
        expect(winners.length + superseded.length).toBe(all.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives any two batches their common keys in the same order', () => {
    fc.assert(
      fc.property(courses, courses, (one, other) => {
        const [first, second] = [one, other].map((some) => reduceCourses(some.map(toCourse)).winners);
        const common = (from: Course[] | undefined, by: Course[] | undefined) =>
          from?.map(keyOf).filter((key) => by?.some((course) => keyOf(course) === key));
        expect(common(first, second)).toEqual(common(second, first));
        for (const [index, course] of (first ?? []).entries()) {
          const next = first?.[index + 1];
          if (next !== undefined) expect(compareKeys(course, next)).toBeLessThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function progressAtStart(): ImportProgress {
  const identity = {
    importId: 'any',
    tenantId: 1,
    partition: 0,
    cancelled: false,
    open: true,
    peopleVersion: 1,
  };
  return { ...identity, fencingToken: 0, lastRow: 0, successes: 0, failures: 0, skipped: 0, stayed: 0 };
}

describe('the progress of an import on a partition', () => {
  const spread = { partitions: 1, rowsPerStripe: 2_000, firstPartition: 0 };

  it('does not move by a row of an earlier lease, also where it is the next one', () => {
    const progress = progressAtStart();
    expect(advance(progress, { fencingToken: 2, rowNumber: 1, spread })).toBe(true);
    expect(advance(progress, { fencingToken: 1, rowNumber: 2, spread })).toBe(false);
    expect(progress).toMatchObject({ fencingToken: 2, lastRow: 1 });
  });

  it('does not move by a row behind rows that were lost, which comes again with them', () => {
    const spread = { partitions: 3, rowsPerStripe: 2, firstPartition: 1 };
    const progress = { ...progressAtStart(), partition: 2 };
    const offer = (rowNumber: number): boolean => advance(progress, { fencingToken: 1, rowNumber, spread });
    // Rows 3 and 4, 9 and 10, 15 and 16 go to this partition.
    expect([4, 9].map(offer)).toEqual([false, false]);
    expect([3, 4, 10, 15].map(offer)).toEqual([true, true, false, false]);
    expect([3, 4, 9, 10, 15].map(offer)).toEqual([false, false, true, true, true]);
  });

  it('takes every row once and in order, however often and from where later leases produce again', () => {
    // Each lease begins at or before the row after the last one that is there, gets some way, and may send rows that
    // the broker loses.
    const leases = fc.array(
      fc.record({ back: fc.nat({ max: 6 }), rows: fc.nat({ max: 8 }), lost: fc.nat({ max: 2 }) }),
      { maxLength: 8 },
    );
    // How an earlier lease's rows fall between those of the next.
    const interleaving = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(leases, interleaving, (produced, zombieFirst) => {
        const total = 20;
        const progress = progressAtStart();
        const taken: number[] = [];
        const offer = (fencingToken: number, rowNumber: number): void => {
          if (advance(progress, { fencingToken, rowNumber, spread })) taken.push(rowNumber);
        };
        let sent = 0;
        let zombie: { fencingToken: number; next: number } | undefined;
        const runs = [...produced, { back: 3, rows: total + 3, lost: 0 }];
        for (const [index, { back, rows, lost }] of runs.entries()) {
          const fencingToken = index + 1;
          let next = Math.max(1, sent + 1 - back);
          const end = Math.min(total, next + rows - 1);
          while (next <= end) {
            const mayCome = zombie !== undefined && zombie.next <= total;
            if (zombie !== undefined && mayCome && zombieFirst.next().value === true) {
              offer(zombie.fencingToken, zombie.next);
              zombie.next += 1;
            } else {
              offer(fencingToken, next);
              next += 1;
              sent = Math.max(sent, next - 1);
            }
          }
          zombie = { fencingToken, next: next + lost };
        }
        expect(taken).toEqual(Array.from({ length: total }, (_, row) => row + 1));
      }),
      { numRuns: 3_000 },
    );
  });
});

function fetchOf(sizes: readonly number[], firstOffset: number, gap: number): ConsumedBatch {
  const messages = sizes.map((size, index) => ({
    offset: firstOffset + index,
    timestampMs: 0,
    value: Buffer.alloc(size),
    size,
  }));
  const nextOffset = firstOffset + messages.length + gap;
  return {
    topic: 't',
    partition: 0,
    fetchedOffset: firstOffset,
    nextOffset,
    highWatermark: nextOffset,
    leaderEpochs: [],
    messages,
  };
}

describe('cutting a fetch into batches', () => {
  const sizes = fc.oneof(
    fc.array(fc.constantFrom(0, 10, 100_000, 400_000, 699_999, 700_001), { minLength: 1, maxLength: 25 }),
    // Full of short rows: more than one batch by their number alone.
    fc.integer({ min: 4_900, max: 12_000 }).map((rows) => Array.from({ length: rows }, () => 1)),
  );

  it('leaves out what was read before, and nothing else, each batch within its bounds', () => {
    fc.assert(
      fc.property(sizes, fc.nat({ max: 30 }), fc.nat({ max: 2 }), (of, skipped, gap) => {
        const fetched = fetchOf(of, 100, gap);
        const batches = cutBatches(fetched, 100 + skipped);
        const offsets = batches.flatMap(({ messages }) => Array.from(messages, ({ offset }) => offset));
        expect(offsets).toEqual(of.slice(skipped).map((_, index) => 100 + skipped + index));
        expect(batches.at(-1)?.nextOffset).toBe(fetched.nextOffset);
        for (const [index, { messages, nextOffset }] of batches.entries()) {
          const [following] = batches[index + 1]?.messages ?? [];
          if (following !== undefined) expect(nextOffset).toBe(following.offset);
          const bytes = Array.from(messages).reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(messages.length).toBeLessThanOrEqual(5_000);
          if (messages.length > 1) expect(bytes).toBeLessThanOrEqual(700_000);
        }
      }),
      { numRuns: 200 },
    );
  });
});

import { expect, test } from 'vitest';
import { RemainingRows } from '../../../services/aggregator/flush/remaining-rows.ts';

/** Counts of a batch: later ones account for more. */
const counts = (partition: number, successes: number, failures = 0, skipped = 0) => ({
  ...{ importId: 'i', partition, successes, failures, skipped },
  sequence: successes + failures + skipped,
});

test('says when all rows of an import are accounted for, over its partitions and however often published', () => {
  const remaining = new RemainingRows();
  // The first is reported too.
  expect(remaining.take([counts(0, 2), counts(1, 1)])).toBe(true);
  remaining.learn(new Map([['i', 10]]));
  expect(remaining.take([counts(0, 4, 1)])).toBe(false);
  // PublishedBatch again, and a lower count late: neither adds to what is known.
  expect(remaining.take([counts(0, 4, 1), counts(0, 2)])).toBe(false);
  expect(remaining.take([counts(1, 3, 0, 2)])).toBe(true);
});

test('takes the counts of a later batch whole, and those that are not numbered when they account for more', () => {
  const remaining = new RemainingRows();
  remaining.take([{ ...counts(0, 90), sequence: 1 }]);
  remaining.learn(new Map([['i', 100]]));
  // The highest of each column would be 140 of 100.
  expect(remaining.take([{ ...counts(0, 45, 50), sequence: 2 }])).toBe(false);
  expect(remaining.take([{ ...counts(0, 90), sequence: 1 }])).toBe(false);
  expect(remaining.take([{ ...counts(0, 40, 50), sequence: 0 }])).toBe(false);
  expect(remaining.take([{ ...counts(0, 50, 50), sequence: 0 }])).toBe(true);
});

test('knows nothing of an import whose total nobody has published, or that has none', () => {
  const remaining = new RemainingRows();
  remaining.take([counts(0, 1)]);
  expect(remaining.take([counts(0, 1_000)])).toBe(false);
  remaining.learn(new Map([['i', null]]));
  expect(remaining.take([counts(0, 2_000)])).toBe(false);
});

test('forgets an import that has ended', () => {
  const remaining = new RemainingRows();
  remaining.take([counts(0, 5)]);
  remaining.learn(new Map([['i', 5]]));
  // Published again, as after a crash: it is tracked again.
  expect(remaining.take([counts(0, 5)])).toBe(true);
  expect(remaining.take([counts(0, 5)])).toBe(false);
});

test('of an import whose partitions two processes share, each reports its first rows, and neither last ones', () => {
  const [one, other] = [new RemainingRows(), new RemainingRows()];
  expect([one.take([counts(0, 1)]), other.take([counts(1, 1)])]).toEqual([true, true]);
  // What is stored is everybody's: both learn the total of all.
  for (const each of [one, other]) each.learn(new Map([['i', 10]]));
  expect([one.take([counts(0, 5)]), other.take([counts(1, 5)])]).toEqual([false, false]);
  // The one that is given the other's partition as well is told its cumulative counts, and knows of the end.
  expect(one.take([counts(1, 5)])).toBe(true);
});

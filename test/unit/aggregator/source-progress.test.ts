import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceProgress } from '../../../services/aggregator/consume/source-progress.ts';

const change = (sequence: number, part = 0, parts = 1, errors = 0) => ({ sequence, part, parts, errors });

/** A source partition of which everything up to a batch is durable. */
function progressAt(position: number): SourceProgress {
  const progress = new SourceProgress();
  progress.goOnFrom(position);
  return progress;
}

describe('A change', () => {
  test('of the next batch is taken part by part', () => {
    const progress = progressAt(6);
    expect([0, 1, 2].map((part) => progress.takeChange(change(7, part, 3)))).toEqual([
      'part',
      'part',
      'last-part',
    ]);
    progress.complete();
    expect(progress.position).toBe(7);
    expect(progress.takeChange(change(8))).toBe('last-part');
  });

  test('that was taken before is a repeat, by its batch or by its part', () => {
    const progress = progressAt(6);
    expect(progress.takeChange(change(6))).toBe('repeat');
    expect(progress.takeChange(change(1))).toBe('repeat');
    progress.takeChange(change(7, 0, 2));
    expect(progress.takeChange(change(7, 0, 2))).toBe('repeat');
    expect(progress.takeChange(change(7, 1, 2))).toBe('last-part');
  });

  test('after a batch or a part that did not come shows the gap', () => {
    const progress = progressAt(6);
    expect(progress.takeChange(change(8))).toBe('gap');
    expect(progress.takeChange(change(7, 0, 3))).toBe('part');
    expect(progress.takeChange(change(7, 2, 3))).toBe('gap');
    expect(progress.takeChange(change(8))).toBe('gap');
  });

  test('whose first parts another process has taken is no loss', () => {
    expect(progressAt(6).takeChange(change(7, 2, 3))).toBe('handover');
    const begun = progressAt(6);
    begun.takeChange(change(7));
    begun.complete();
    expect(begun.takeChange(change(8, 2, 3))).toBe('gap');
  });

  test('goes on from where another process has come to', () => {
    const progress = progressAt(6);
    progress.takeChange(change(7, 0, 2));
    progress.goOnFrom(9);
    expect(progress.takeChange(change(9))).toBe('repeat');
    expect(progress.takeChange(change(10, 0, 2))).toBe('part');
    // As before: nothing has happened meanwhile.
    progress.goOnFrom(9);
    expect(progress.takeChange(change(10, 1, 2))).toBe('last-part');
  });
});

describe('A batch with errors', () => {
  const error = (sequence: number, index: number) => ({ sequence, index });

  test('is complete only when all of them have come, each once', () => {
    const progress = progressAt(0);
    for (const index of [0, 1, 1, 0]) expect(progress.takeError(error(1, index))).toBe(true);
    expect(progress.takeChange(change(1, 0, 2, 3))).toBe('part');
    expect(progress.takeError(error(1, 2))).toBe(true);
    expect(progress.takeChange(change(1, 1, 2, 3))).toBe('last-part');
  });

  test('misses those behind one that did not come', () => {
    const progress = progressAt(0);
    progress.takeError(error(1, 0));
    progress.takeError(error(1, 2));
    expect(progress.takeChange(change(1, 0, 1, 3))).toBe('errors-missing');
  });

  test('that is complete has no new ones', () => {
    const progress = progressAt(3);
    expect(progress.takeError(error(3, 0))).toBe(false);
    expect(progress.takeError(error(4, 0))).toBe(true);
  });
});

test('whatever is repeated or lost, the position moves over complete batches only', () => {
  const batches = fc.array(fc.record({ parts: fc.integer({ min: 1, max: 3 }), errors: fc.nat({ max: 3 }) }), {
    maxLength: 6,
  });
  const fates = fc.array(fc.constantFrom('once', 'twice', 'lost', 'again'), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(batches, fates, (all, tape) => {
      const progress = new SourceProgress();
      const come = new Set<string>();
      let next = 0;
      for (const [index, { parts, errors }] of all.entries()) {
        const sequence = index + 1;
        const times = () => ({ once: 1, twice: 2, lost: 0, again: 1 })[tape[next++ % tape.length] ?? 'once'];
        for (let number = 0; number < errors; number += 1) {
          for (let time = times(); time > 0; time -= 1) {
            progress.takeError({ sequence, index: number });
            come.add(`${sequence} error ${number}`);
          }
        }
        for (let part = 0; part < parts; part += 1) {
          for (let time = times(); time > 0; time -= 1) {
            come.add(`${sequence} part ${part}`);
            if (progress.takeChange({ sequence, part, parts, errors }) === 'last-part') progress.complete();
          }
        }
      }
      for (let sequence = 1; sequence <= progress.position; sequence += 1) {
        const { parts = 0, errors = 0 } = all[sequence - 1] ?? {};
        for (let part = 0; part < parts; part += 1) expect(come).toContain(`${sequence} part ${part}`);
        for (let number = 0; number < errors; number += 1)
          expect(come).toContain(`${sequence} error ${number}`);
      }
    }),
    { numRuns: 2_000 },
  );
});

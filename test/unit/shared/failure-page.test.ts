import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFailurePage,
  encodeFailurePage,
  type FileFailure,
  pageOf,
  ROWS_PER_PAGE,
} from '#shared/imports/failure-page.ts';

/** Failures of one page, in the order of their numbers. */
const failures: fc.Arbitrary<FileFailure[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: ROWS_PER_PAGE }), { maxLength: 60 })
  .chain((numbers) =>
    fc.tuple(
      ...numbers
        .toSorted((a, b) => a - b)
        .map((number) =>
          fc.record({
            number: fc.constant(4 * ROWS_PER_PAGE + number),
            codes: fc.uniqueArray(
              fc.constantFrom('required|Score', 'user-not-found|Username', 'stray-quote'),
              {
                minLength: 1,
              },
            ),
            errors: fc.oneof(
              fc.constantFrom('a', 'b', 'ä', '\u{10000}', '\uffff'),
              fc.string({ unit: 'binary' }),
            ),
          }),
        ),
    ),
  );

const row = (number: number): FileFailure => ({
  number,
  codes: ['too-few-cells'],
  errors: 'The row has 1 of at least 5 cells; add those that are missing at its end',
});

describe('a page of failures', () => {
  it('holds what was put into it', () => {
    fc.assert(
      fc.property(failures, (put) => {
        const page = encodeFailurePage(put);
        expect(page.rows).toBe(put.length);
        expect(decodeFailurePage(page.failures)).toEqual(put);
      }),
    );
  });

  it('counts its reasons, and words them as PostgreSQL would of the rows', () => {
    const first = (texts: readonly string[]): string | undefined =>
      texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))[0];
    fc.assert(
      fc.property(failures, (put) => {
        const keys = [...new Set(put.flatMap(({ codes }) => codes))];
        const expected = keys.map((key) => {
          const having = put.filter(({ codes }) => codes.includes(key));
          const alone = having.filter(({ codes }) => codes.length === 1);
          return {
            key,
            count: having.length,
            alone: first(alone.map(({ errors }) => errors)) ?? null,
            message: first(having.map(({ errors }) => errors)),
          };
        });
        expect(encodeFailurePage(put).reasons).toEqual(expected);
      }),
    );
  });

  it('of one sentence for every row takes no byte for each of them', () => {
    const page = encodeFailurePage(Array.from({ length: ROWS_PER_PAGE }, (_, index) => row(index + 1)));
    expect(page.failures.length).toBeLessThan(ROWS_PER_PAGE / 5);
  });

  it('is the one of the row', () => {
    expect([1, ROWS_PER_PAGE, ROWS_PER_PAGE + 1, 5_000_000].map(pageOf)).toEqual([0, 0, 1, 2_499]);
  });
});

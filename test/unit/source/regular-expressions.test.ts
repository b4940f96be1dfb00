import { describe, expect, it } from 'vitest';
import { expressionsOfServices, hostileTexts } from '../../support/regular-expressions.ts';

/**
 * A header block may have 16 kB, a cell 1 MiB. On a text of this length an expression of linear time takes well under
 * a millisecond, one of quadratic time seconds, so that a busy machine cannot blur the difference.
 */
const LENGTH = 40_000;
const MAX_MS = 250;

/** Expressions that meet bounded text only, with what bounds it. */
const BOUNDED: Readonly<Record<string, string>> = {
  // Decimals are refused beyond four, and leading zeros cut off, before the zeros at the end are looked for.
  '\\.?0+$': 'services/transcript-writer/validate/number-rules.ts',
};

/** How long the slowest of a text's two readings takes: the first may be interrupted, or compile the expression. */
function fastestOfTwo(expression: RegExp, text: string): number {
  const time = (): number => {
    const start = performance.now();
    if (expression.global) text.replaceAll(expression, '');
    else expression.exec(text);
    return performance.now() - start;
  };
  const first = time();
  return first <= MAX_MS ? first : Math.min(first, time());
}

const found = expressionsOfServices();
const literal = found.flatMap(({ place, expression }) =>
  expression === undefined ? [] : [{ place, expression }],
);

describe('the regular expressions of the services', () => {
  it('are found', () => {
    expect(literal.length).toBeGreaterThan(40);
  });

  it('are written out, so that they can be checked here', () => {
    expect(found.filter(({ expression }) => expression === undefined)).toEqual([]);
  });

  it.each(literal)('$place $expression takes linear time', ({ place, expression }) => {
    if (place.startsWith(BOUNDED[expression.source] ?? ' ')) return;
    for (const text of hostileTexts(expression, LENGTH)) {
      const took = fastestOfTwo(expression, text);
      expect(took, JSON.stringify(text.slice(0, 20))).toBeLessThan(MAX_MS);
    }
  });

  it.each([/^\/api(\/|$)|\.[^/]*$/, /^(\d+\.?)+$/])(
    '%s would be seen here, since it takes longer',
    (expression) => {
      const isSeen = hostileTexts(expression, LENGTH).some((text) => fastestOfTwo(expression, text) > MAX_MS);
      expect(isSeen).toBe(true);
    },
    // Many texts that take somewhat less than too long come first.
    60_000,
  );
});

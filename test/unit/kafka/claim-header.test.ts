import { expect, it } from 'vitest';
import { claimHeaders, claimOf } from '#shared/kafka/avro/fencing-token-header.ts';

it('a claim comes out of the message it went into, and the first takes no header', () => {
  expect(claimHeaders(1)).toBeUndefined();
  for (const claim of [1, 2, 10, 4_000]) expect(claimOf(claimHeaders(claim))).toBe(claim);
});

it('is told beside other headers, and by who consumes without any', () => {
  expect(claimOf({ ...claimHeaders(3), traceparent: '00-0-0-01' })).toBe(3);
  expect(claimOf(undefined)).toBe(1);
});

import { expect, it } from 'vitest';
import { fencingTokenHeaders, fencingTokenOf } from '#shared/kafka/avro/fencing-token-header.ts';

it('a fencing token comes out of the message it went into, and the first takes no header', () => {
  expect(fencingTokenHeaders(1)).toBeUndefined();
  for (const token of [1, 2, 10, 4_000]) expect(fencingTokenOf(fencingTokenHeaders(token))).toBe(token);
});

it('is found beside other headers, and is the first where there are none', () => {
  expect(fencingTokenOf({ ...fencingTokenHeaders(3), traceparent: '00-0-0-01' })).toBe(3);
  expect(fencingTokenOf(undefined)).toBe(1);
});

it('is read from messages of the version before', () => {
  expect(fencingTokenOf({ claim: '3' })).toBe(3);
});

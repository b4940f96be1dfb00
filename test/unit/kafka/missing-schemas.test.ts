import { afterEach, expect, it, vi } from 'vitest';
import { MissingSchemas } from '../../../services/shared/kafka/avro/missing-schemas.ts';

afterEach(() => vi.useRealTimers());

it('an id that nobody knows is remembered for some seconds, for those alone whose messages named it', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const missing = new MissingSchemas();
  missing.add(7, 'training-feed.acme');
  expect(missing.has(7, 'training-feed.acme')).toBe(true);
  expect(missing.has(8, 'training-feed.acme')).toBe(false);
  expect(missing.has(7, 'training-feed.globex')).toBe(false);
  vi.advanceTimersByTime(5_000);
  expect(missing.has(7, 'training-feed.acme')).toBe(false);
});

it('nothing is remembered of messages that only our services write', () => {
  const missing = new MissingSchemas();
  missing.add(7, undefined);
  expect(missing.has(7, undefined)).toBe(false);
});

it('a stream of invented ids does not fill the memory', () => {
  const missing = new MissingSchemas();
  for (let id = 0; id <= 10_000; id += 1) missing.add(id, 'training-feed.acme');
  expect(missing.has(0, 'training-feed.acme')).toBe(false);
  expect(missing.has(10_000, 'training-feed.acme')).toBe(true);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Minimum, Throughput } from '../../../services/ingest/upload/throughput.ts';

const PATIENT: Minimum = { bytesPerSecond: 1_000, overSeconds: 60 };
const STRICT: Minimum = { bytesPerSecond: 16_000, overSeconds: 10 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Seconds until bytes that come so fast are too slow; undefined when they never are. */
function secondsUntilRefused(
  bytesPerSecond: number,
  minimum: (second: number) => Minimum,
  onSecond: (throughput: Throughput) => void = () => undefined,
): number | undefined {
  let second = 0;
  let refusedAt: number | undefined;
  const throughput = new Throughput(
    () => minimum(second),
    () => {
      refusedAt = second;
    },
  );
  for (second = 1; second <= 200 && refusedAt === undefined; second += 1) {
    throughput.add(bytesPerSecond);
    onSecond(throughput);
    vi.advanceTimersByTime(1_000);
  }
  throughput.close();
  return refusedAt;
}

test.each([
  ['a good line', 100_000, STRICT, undefined],
  ['a slow line that nobody waits for', 2_000, PATIENT, undefined],
  ['a slow line that others wait for', 2_000, STRICT, 10],
  ['a drip', 1, PATIENT, 60],
])('%s', (_name, bytesPerSecond, minimum, expected) => {
  expect(secondsUntilRefused(bytesPerSecond, () => minimum)).toBe(expected);
});

test('a slow line is refused once others begin to wait', () => {
  expect(secondsUntilRefused(2_000, (second) => (second < 95 ? PATIENT : STRICT))).toBe(100);
});

test('a client is not to blame while we do not read', () => {
  expect(
    secondsUntilRefused(
      0,
      () => STRICT,
      (throughput) => throughput.heldBack(),
    ),
  ).toBeUndefined();
});

test('nothing is watched any more once it is closed', () => {
  expect(
    secondsUntilRefused(
      0,
      () => STRICT,
      (throughput) => throughput.close(),
    ),
  ).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { LEAST_ROWS, Pace } from '../../../services/ingest/row-producer/throughput.ts';

/** Lets an import run for so long: at most `limit` rows are on their way, and a row takes `delayMs` when few are. */
function run(pace: Pace, seconds: number, rowsPerSecond: number, delayMs: number): number {
  let accounted = 0;
  let now = 0;
  for (; now < seconds * 1_000; now += 75) {
    // By Little's law: what is on its way divided by how long it takes, up to what the writers can do.
    accounted += Math.min(rowsPerSecond, (pace.limit / delayMs) * 1_000) * 0.075;
    pace.measure(Math.floor(accounted), now);
  }
  return accounted;
}

describe('the pace of an import', () => {
  it('finds a fast machine quickly', () => {
    const pace = new Pace(1);
    run(pace, 4, 60_000, 250);
    expect(pace.limit).toBeGreaterThan(45_000);
  });

  it('never lets more than some seconds of a slow machine wait', () => {
    const pace = new Pace(1);
    run(pace, 10, 8_000, 250);
    expect(pace.limit).toBeGreaterThanOrEqual(LEAST_ROWS);
    expect(pace.limit).toBeLessThanOrEqual(8_500);
  });

  it('comes down when nothing moves, and up again after', () => {
    const pace = new Pace(1);
    run(pace, 4, 60_000, 250);
    for (let now = 5_000; now < 12_000; now += 75) pace.measure(0, now);
    expect(pace.limit).toBe(LEAST_ROWS);
  });

  it('of 0 seconds sets no limit', () => {
    const pace = new Pace(0);
    run(pace, 1, 10, 250);
    expect(pace.limit).toBe(Number.POSITIVE_INFINITY);
  });
});

import { describe, expect, it } from 'vitest';
import { ImportThroughput, MIN_ROWS } from '../../../services/ingest/row-producer/throughput.ts';

/** Lets an import run for so long: at most `limit` rows are on their way, and a row takes `delayMs` when few are. */
function run(throughput: ImportThroughput, seconds: number, rowsPerSecond: number, delayMs: number): number {
  let accounted = 0;
  let now = 0;
  for (; now < seconds * 1_000; now += 75) {
    // By Little's law: what is on its way divided by how long it takes, up to what the writers can do.
    accounted += Math.min(rowsPerSecond, (throughput.limit / delayMs) * 1_000) * 0.075;
    throughput.sample(Math.floor(accounted), now);
  }
  return accounted;
}

describe('the throughput of an import', () => {
  it('finds a fast machine quickly', () => {
    const throughput = new ImportThroughput(1);
    run(throughput, 4, 60_000, 250);
    expect(throughput.limit).toBeGreaterThan(45_000);
  });

  it('never lets more than some seconds of a slow machine wait', () => {
    const throughput = new ImportThroughput(1);
    run(throughput, 10, 8_000, 250);
    expect(throughput.limit).toBeGreaterThanOrEqual(MIN_ROWS);
    expect(throughput.limit).toBeLessThanOrEqual(8_500);
  });

  it('comes down when nothing moves, and up again after', () => {
    const throughput = new ImportThroughput(1);
    run(throughput, 4, 60_000, 250);
    for (let now = 5_000; now < 12_000; now += 75) throughput.sample(0, now);
    expect(throughput.limit).toBe(MIN_ROWS);
  });

  it('of 0 seconds sets no limit', () => {
    const throughput = new ImportThroughput(0);
    run(throughput, 1, 10, 250);
    expect(throughput.limit).toBe(Number.POSITIVE_INFINITY);
  });
});

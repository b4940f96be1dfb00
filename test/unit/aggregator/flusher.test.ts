import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import { type Arrivals, noArrivals, rowsOf } from '../../../services/aggregator/flush/arrivals.ts';
import { Flusher } from '../../../services/aggregator/flush/flusher.ts';
import { NO_ROWS } from '../../support/mirror-rows.ts';

/** A change whose counts are of so many imports, each of which is a row to write. */
function arrivalsOf(rows: number): Arrivals {
  const count = { importId: 'i', partition: 0, successes: 1, failures: 0, skipped: 0 };
  const change: TranscriptChange = {
    ...{ sourceTopic: 'training-records', sourcePartition: 0, nextOffset: 1, timeline: 0, sequence: 1 },
    ...{ part: 0, parts: 1, errors: 0, counts: Array.from({ length: rows }, () => count) },
    ...{ courseRecords: NO_ROWS, pastCourses: NO_ROWS, certificationRecords: NO_ROWS },
  };
  return { ...noArrivals(), changes: [change] };
}

/** A flusher whose flushes end when the test says so. */
function createFlusher(isUrgent: (arrivals: Arrivals) => boolean = () => false) {
  const flushes: { rows: number; done: () => void; fail: (error: Error) => void }[] = [];
  const flusher = new Flusher({
    maxRows: 100,
    maxFlushRows: 200,
    intervalMs: 250,
    busyIntervalMs: 1_000,
    calmMs: 5_000,
    manyRows: 50,
    isUrgent,
    flush: (all) =>
      new Promise((resolve, reject) => {
        flushes.push({ rows: rowsOf(all), done: resolve, fail: reject });
      }),
  });
  return { flusher, flushes };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Flusher', () => {
  test('brings what comes together into one flush, and resolves only when that is durable', async () => {
    const { flusher, flushes } = createFlusher();
    let durable = 0;
    for (const rows of [1, 2, 3]) void flusher.add(arrivalsOf(rows)).then(() => (durable += 1));
    await vi.advanceTimersByTimeAsync(20);
    expect(flushes.map(({ rows }) => rows)).toEqual([6]);
    expect(durable).toBe(0);
    flushes[0]?.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(durable).toBe(3);
  });

  test('holds a bounded number of rows, oldest first, and goes on with the rest at once', async () => {
    const { flusher, flushes } = createFlusher();
    const durable: number[] = [];
    const add = (rows: number) => flusher.add(arrivalsOf(rows)).then(() => durable.push(rows));
    const added = [add(100), ...[120, 80, 90, 300, 1].map(add)];
    for (const expected of [[100], [100, 200], [100, 200, 90], [100, 200, 90, 300], [100, 200, 90, 300, 1]]) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(flushes.map(({ rows }) => rows)).toEqual(expected);
      flushes.at(-1)?.done();
    }
    await Promise.all(added);
    expect(durable).toEqual([100, 120, 80, 90, 300, 1]);
  });

  test('flushes one after the other', async () => {
    const { flusher, flushes } = createFlusher();
    const added = [flusher.add(arrivalsOf(100)), flusher.add(arrivalsOf(100))];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(flushes).toHaveLength(1);
    flushes[0]?.done();
    await vi.advanceTimersByTimeAsync(0);
    expect(flushes).toHaveLength(2);
    flushes[1]?.done();
    await Promise.all(added);
  });

  test('tells everyone in a flush that it failed, and goes on', async () => {
    const { flusher, flushes } = createFlusher();
    const added = [flusher.add(arrivalsOf(50)), flusher.add(arrivalsOf(50))].map((one) =>
      one.catch(() => 'failed'),
    );
    flushes[0]?.fail(new Error('no'));
    expect(await Promise.all(added)).toEqual(['failed', 'failed']);
    const next = flusher.add(arrivalsOf(100));
    flushes[1]?.done();
    await next;
  });
});

describe('A flush begins', () => {
  test('at once with the first batch after a quiet time, and after the interval with the next', async () => {
    const { flusher, flushes } = createFlusher();
    const first = flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(20);
    flushes[0]?.done();
    await first;
    const second = flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(249);
    expect(flushes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(flushes).toHaveLength(2);
    flushes[1]?.done();
    await second;
  });

  test('at once with failures, and no later for the counts that follow them', async () => {
    const { flusher, flushes } = createFlusher();
    const failures = { ...noArrivals(), failures: [{ importId: 'i' } as RecordError] };
    for (const [index, one] of [failures, arrivalsOf(1), failures].entries()) {
      const added = flusher.add(one);
      await vi.advanceTimersByTimeAsync(20);
      expect(flushes).toHaveLength(index + 1);
      flushes[index]?.done();
      await added;
    }
    const counts = flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(200);
    expect(flushes).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(50);
    flushes[3]?.done();
    await counts;
  });

  test('after the interval where counts come with failures', async () => {
    const { flusher, flushes } = createFlusher();
    const failures = { ...noArrivals(), failures: [{ importId: 'i' } as RecordError] };
    const first = flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(20);
    flushes[0]?.done();
    await first;
    const second = [flusher.add(failures)];
    await vi.advanceTimersByTimeAsync(10);
    second.push(flusher.add(arrivalsOf(1)));
    await vi.advanceTimersByTimeAsync(239);
    expect(flushes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(flushes.map(({ rows }) => rows)).toEqual([1, 2]);
    flushes[1]?.done();
    await Promise.all(second);
  });

  test('at once with what is urgent, and with all that waits beside it', async () => {
    const { flusher, flushes } = createFlusher((one) => rowsOf(one) === 7);
    const first = flusher.add(arrivalsOf(50));
    await vi.advanceTimersByTimeAsync(20);
    flushes[0]?.done();
    await first;
    const second = [flusher.add(arrivalsOf(1)), flusher.add(arrivalsOf(7))];
    await vi.advanceTimersByTimeAsync(20);
    expect(flushes.map(({ rows }) => rows)).toEqual([50, 8]);
    flushes[1]?.done();
    await Promise.all(second);
  });

  test('at once when enough rows wait', async () => {
    const { flusher, flushes } = createFlusher();
    const added = [flusher.add(arrivalsOf(60)), flusher.add(arrivalsOf(60))];
    expect(flushes.map(({ rows }) => rows)).toEqual([120]);
    flushes[0]?.done();
    await Promise.all(added);
  });
});

describe('The interval', () => {
  test('is longer after a flush of many rows', async () => {
    const { flusher, flushes } = createFlusher();
    const first = flusher.add(arrivalsOf(50));
    await vi.advanceTimersByTimeAsync(20);
    flushes[0]?.done();
    await first;
    const second = flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(flushes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(flushes).toHaveLength(2);
    flushes[1]?.done();
    await second;
  });

  test('is no longer after many rows while urgent things come', async () => {
    const { flusher, flushes } = createFlusher((one) => rowsOf(one) === 57);
    const first = flusher.add(arrivalsOf(57));
    await vi.advanceTimersByTimeAsync(20);
    flushes[0]?.done();
    await first;
    const second = flusher.add(arrivalsOf(50));
    await vi.advanceTimersByTimeAsync(250);
    flushes[1]?.done();
    await second;
    await vi.advanceTimersByTimeAsync(5_000);
    const third = flusher.add(arrivalsOf(50));
    await vi.advanceTimersByTimeAsync(20);
    flushes[2]?.done();
    await third;
    void flusher.add(arrivalsOf(1));
    await vi.advanceTimersByTimeAsync(979);
    expect(flushes).toHaveLength(3);
  });
});

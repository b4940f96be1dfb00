import { ClickHouseError } from '@clickhouse/client';
import { expect, test, vi } from 'vitest';
import { LmsError } from '#shared/errors.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { createTracing } from '#shared/runtime/tracing.ts';
import { noArrivals } from '../../../services/aggregator/flush/arrivals.ts';
import { type FlushContext, flush } from '../../../services/aggregator/flush/flush.ts';
import { emptyPublishedBatch } from '../../../services/aggregator/flush/published-batch.ts';
import { createMetrics } from '../../../services/aggregator/metrics.ts';
import { NO_ROWS } from '../../support/mirror-rows.ts';

const logger = createLogger('test', 'silent');

/** The rest of what a flush needs is not reached. */
function contextThat(arrange: () => Promise<never>): FlushContext {
  return {
    logger,
    metrics: createMetrics(),
    tracing: createTracing('test', undefined),
    sources: { arrange, forget: () => undefined },
    signal: AbortSignal.timeout(30_000),
  } as unknown as FlushContext;
}
const arrivals = { ...noArrivals(), stalled: [{ topic: 'training-records', partition: 0, sequence: 1 }] };

test.each([
  ['a plain Error', new Error('nobody foresaw this')],
  ['an Error with a code of its own', Object.assign(new Error('no'), { code: 'ERR_INVALID_ARG_VALUE' })],
  ['a mistake of the language', new TypeError('x is not a function')],
  ['an error of ours that does not pass', new LmsError('unexpected', 'There is no row 7')],
])('%s ends a flush at its first attempt', async (_, error) => {
  const arrange = vi.fn(() => Promise.reject(error));
  await expect(flush(arrivals, contextThat(arrange))).rejects.toBe(error);
  expect(arrange).toHaveBeenCalledTimes(1);
});

test('what passes is tried again until it has passed', async () => {
  const defect = new Error('nobody foresaw this');
  const arrange = vi
    .fn<() => Promise<never>>()
    .mockRejectedValueOnce(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    .mockRejectedValue(defect);
  await expect(flush(arrivals, contextThat(arrange))).rejects.toBe(defect);
  expect(arrange).toHaveBeenCalledTimes(2);
});

test('a table that is missing is waited for, in the flush in hand, and told until it takes the rows', async () => {
  const told: string[] = [];
  const tables = { areThere: false };
  const insert = vi.fn(() => {
    if (tables.areThere) return Promise.resolve();
    // It is made while the flush waits.
    tables.areThere = insert.mock.calls.length === 2;
    return Promise.reject(
      new ClickHouseError({ message: 'no such table', code: '60', type: 'UNKNOWN_TABLE' }),
    );
  });
  const published = {
    ...emptyPublishedBatch(),
    courses: [{ ...NO_ROWS, rows: 1, columns: ['tenant_id'], lines: Buffer.from('1') }],
  };
  const arrange = vi.fn(async () => ({ published, rest: noArrivals() }));
  const context = {
    ...contextThat(() => Promise.reject(new Error('not asked'))),
    clickhouse: { insert },
    deletedPeople: { leaveOut: async (rows: unknown) => rows },
    mirroring: { failed: () => told.push('failed'), succeeded: () => told.push('succeeded') },
    remaining: { learn: () => undefined },
    sources: { arrange, forget: () => undefined },
    onStored: () => undefined,
  } as unknown as FlushContext;
  await flush(arrivals, context);
  expect(told).toEqual(['failed', 'failed', 'succeeded']);
  expect(arrange).toHaveBeenCalledTimes(1);
});

test('a task that meets a defect tells its service at the first run, and nothing of what passes', async () => {
  const errors = [new LmsError('unavailable', 'away', { retryable: true }), new Error('nobody foresaw this')];
  const failed = Promise.withResolvers<Error>();
  let runs = 0;
  const task = startPeriodicTask(
    1,
    async () => {
      const error = errors[runs];
      runs += 1;
      if (error !== undefined) throw error;
    },
    reportTaskError(logger, 'nothing can be done now', failed.resolve),
  );
  expect(await failed.promise).toBe(errors[1]);
  await task.stop();
  expect(runs).toBeGreaterThanOrEqual(2);
});

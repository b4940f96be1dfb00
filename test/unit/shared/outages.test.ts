import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Queryable } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { Outages } from '#shared/runtime/outages.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** PostgreSQL of which only the servers are kept that a process says it waits for. */
function open(): { outages: Outages; recorded: string[][] } {
  const recorded: string[][] = [];
  const pool = {
    query: async (_: string, values: unknown[]) => {
      recorded.push([...(values[2] as string[])]);
      return { rows: [] };
    },
  } as unknown as Queryable;
  const outages = new Outages({ pool, logger: createLogger('test', 'silent') }, 'test');
  return { outages, recorded };
}

/** Lets time pass in which the process reports every two seconds, after what it does each time. */
async function pass(outages: Outages, seconds: number, act?: () => void): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    act?.();
    vi.advanceTimersByTime(2_000);
    await outages.report();
  }
}

it('records what has failed for half a minute, and that it is over', async () => {
  const { outages, recorded } = open();
  const step = outages.step('clickhouse');
  await pass(outages, 28, () => step.failed());
  expect(recorded).toEqual([]);
  await pass(outages, 12, () => step.failed());
  expect(recorded[0]).toEqual(['clickhouse']);
  step.succeeded();
  await pass(outages, 2);
  expect(recorded.at(-1)).toEqual([]);
  const reports = recorded.length;
  await pass(outages, 60);
  expect(recorded).toHaveLength(reports);
});

it('a step that fails is not made up for by another that succeeds', async () => {
  const { outages, recorded } = open();
  const [failing, other] = [outages.step('clickhouse'), outages.step('clickhouse')];
  await pass(outages, 40, () => {
    failing.failed();
    other.succeeded();
  });
  expect(recorded.at(-1)).toEqual(['clickhouse']);
  expect(outages.isWaitingFor('clickhouse')).toBe(true);
  failing.end();
  expect(outages.isWaitingFor('clickhouse')).toBe(false);
});

it('a failure now and then is none, nor one that nobody tries again', async () => {
  const { outages, recorded } = open();
  const step = outages.step('kafka');
  for (let time = 0; time < 10; time += 1) {
    step.failed();
    await pass(outages, 10);
    step.succeeded();
  }
  expect(recorded).toEqual([]);
  await pass(outages, 40, () => step.failed());
  expect(recorded.at(-1)).toEqual(['kafka']);
  await pass(outages, 100);
  expect(recorded.at(-1)).toEqual([]);
  const reports = recorded.length;
  step.failed();
  await pass(outages, 20);
  expect(recorded).toHaveLength(reports);
});

it('an attempt that ends by a defect says nothing of the server', async () => {
  const { outages } = open();
  const step = outages.step('object-store');
  await expect(step.run(() => Promise.reject(new TypeError('x is not a function')))).rejects.toThrow();
  expect(outages.isWaitingFor('object-store')).toBe(false);
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  await expect(step.run(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(outages.isWaitingFor('object-store')).toBe(true);
});

it('a process that ends removes what it has recorded', async () => {
  const { outages, recorded } = open();
  const step = outages.step('clickhouse');
  await pass(outages, 40, () => step.failed());
  await outages.stop();
  expect(recorded.at(-1)).toEqual([]);
});

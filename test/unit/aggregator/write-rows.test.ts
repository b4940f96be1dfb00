import { ClickHouseError } from '@clickhouse/client';
import { afterEach, expect, test, vi } from 'vitest';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { cutPacks, writeRows } from '../../../services/aggregator/flush/write-rows.ts';
import { NO_ROWS } from '../../support/mirror-rows.ts';

afterEach(() => {
  vi.useRealTimers();
});

const pack = (rows: number, bytes = rows) => ({ ...NO_ROWS, rows, lines: Buffer.alloc(bytes, 1) });

/** A server that takes inserts of so many bytes at the most, and notes what it was asked for. */
function serverTaking(bytes: number) {
  const asked: number[] = [];
  const taken: number[] = [];
  const client = {
    insert: async ({ values }: { values: AsyncIterable<Buffer> }) => {
      let size = 0;
      for await (const chunk of values) size += chunk.length;
      asked.push(size);
      if (size > bytes)
        throw new ClickHouseError({
          message: 'memory limit exceeded',
          code: '241',
          type: 'MEMORY_LIMIT_EXCEEDED',
        });
      taken.push(size);
    },
  };
  return { client: client as unknown as ClickHouseClient, asked, taken };
}

const rowsOf = (packs: ReturnType<typeof pack>[]) => ({ table: 't', columns: ['a'] as const, packs });

test('an insert holds a bounded number of rows and bytes, in the order they came in', () => {
  const packs = [60_000, 60_000, 30_000, 10_000, 250_000, 1].map((rows) => pack(rows, 10));
  expect(cutPacks(packs).map((insert) => insert.map(({ rows }) => rows))).toEqual([
    [60_000],
    [60_000, 30_000, 10_000],
    [250_000],
    [1],
  ]);
  const long = Array.from({ length: 5 }, () => pack(1, 4 * 1024 * 1024));
  expect(cutPacks(long).map((insert) => insert.length)).toEqual([2, 2, 1]);
  expect(cutPacks([])).toEqual([]);
});

test('one that is refused for want of memory is halved until it is taken, and nothing is left out', async () => {
  const { client, asked, taken } = serverTaking(250);
  const retries: unknown[] = [];
  const packs = Array.from({ length: 8 }, () => pack(100));
  const signal = AbortSignal.timeout(10_000);
  await writeRows(rowsOf(packs), { clickhouse: client, signal, onRetry: (error) => retries.push(error) });
  expect(asked).toEqual([800, 400, 200, 200, 400, 200, 200]);
  expect(taken).toEqual([200, 200, 200, 200]);
  expect(retries).toHaveLength(3);
});

test('so is one that takes too long, but none that is refused at once', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const asked: number[] = [];
  const write = async (took: number): Promise<void> => {
    asked.length = 0;
    const client = {
      insert: async ({ values }: { values: AsyncIterable<Buffer> }) => {
        let size = 0;
        for await (const chunk of values) size += chunk.length;
        asked.push(size);
        if (asked.length > 1) return;
        vi.advanceTimersByTime(took);
        throw new Error('Timeout error.');
      },
    } as unknown as ClickHouseClient;
    const signal = AbortSignal.timeout(10_000);
    await writeRows(rowsOf([pack(100), pack(20)]), { clickhouse: client, signal, onRetry: () => undefined });
  };
  await write(60_000);
  expect(asked).toEqual([120, 100, 20]);
  await write(10);
  expect(asked).toEqual([120, 120]);
});

test('a single pack is what is waited for', async () => {
  const { client, asked } = serverTaking(50);
  const stopping = new AbortController();
  const writing = writeRows(rowsOf([pack(100), pack(10)]), {
    clickhouse: client,
    signal: stopping.signal,
    onRetry: (_error, attempt) => attempt > 1 && stopping.abort(),
  });
  await expect(writing).rejects.toMatchObject({ code: '241' });
  expect(asked.slice(0, 3)).toEqual([110, 100, 100]);
  expect(asked.slice(1).every((bytes) => bytes === 100)).toBe(true);
});

import { type ClickHouseClient, isRefusedForMemory } from '#shared/clickhouse/client.ts';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { TableRows } from './mirror-transcripts.ts';

/**
 * An insert holds this many rows at most, twice what a flush waits for. After an outage far more wait, and ClickHouse
 * holds an insert in memory until it is written: one of 1.5 million rows went over its limit.
 */
const MAX_ROWS = 100_000;

/**
 * Compressed, as they come and go. Rows may be long: a thousand of them take up to 3 GB, and a tenth of that packed.
 */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * An attempt that failed after so long may have been too much for the time that a request has (60 s), and would be
 * again. Servers that are unavailable refuse at once.
 */
const SLOW_MS = 30_000;

export interface WriteRowsContext {
  readonly clickhouse: ClickHouseClient;
  readonly signal: AbortSignal;
  /** Called for each failed attempt that is repeated. */
  readonly onRetry: (error: unknown, attempt: number) => void;
}

/**
 * Writes rows to a table of the mirror, as many at a time as ClickHouse takes. An insert that it refuses for want of
 * memory, or that takes too long, is not repeated as it is but in halves, down to single packs; those are waited for.
 *
 * @throws what cannot be retried, or the last error once `signal` aborts
 */
export async function writeRows(rows: TableRows, context: WriteRowsContext): Promise<void> {
  for (const packs of cutPacks(rows.packs)) await writePacks({ ...rows, packs }, context);
}

/** Cuts packs into inserts of bounded size; a larger one goes alone. */
export function cutPacks(packs: readonly MirrorRows[]): MirrorRows[][] {
  const inserts: MirrorRows[][] = [];
  let current: MirrorRows[] = [];
  let [rows, bytes] = [0, 0];
  for (const pack of packs) {
    const isFull = rows + pack.rows > MAX_ROWS || bytes + pack.lines.length > MAX_BYTES;
    if (current.length > 0 && isFull) {
      inserts.push(current);
      current = [];
      [rows, bytes] = [0, 0];
    }
    current.push(pack);
    rows += pack.rows;
    bytes += pack.lines.length;
  }
  if (current.length > 0) inserts.push(current);
  return inserts;
}

async function writePacks(rows: TableRows, context: WriteRowsContext): Promise<void> {
  const { table, columns, packs } = rows;
  const { clickhouse, signal, onRetry } = context;
  let began = 0;
  const isTooLarge = (error: unknown): boolean =>
    packs.length > 1 && (isRefusedForMemory(error) || performance.now() - began > SLOW_MS);
  try {
    await retry(
      () => {
        began = performance.now();
        return insertIntoMirror(clickhouse, { table, columns, lines: packs.map(({ lines }) => lines) });
      },
      { isRetryable: (error) => !isTooLarge(error) && isRetryable(error), onRetry, signal },
    );
  } catch (error) {
    if (signal.aborted || !isTooLarge(error)) throw error;
    onRetry(error, 1);
    const middle = Math.ceil(packs.length / 2);
    for (const half of [packs.slice(0, middle), packs.slice(middle)])
      await writePacks({ ...rows, packs: half }, context);
  }
}

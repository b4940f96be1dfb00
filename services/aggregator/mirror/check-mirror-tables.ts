import { type ClickHouseClient, isDatabaseMissing } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import { COURSE_HISTORY, TABLES_OF_IMPORTS } from '#shared/mirror/mirror-tables.ts';
import type { Metrics } from '../metrics.ts';

const TABLES = [...TABLES_OF_IMPORTS, COURSE_HISTORY.name];

/**
 * Measures which tables of the mirror are missing, whether anything is written to them or not.
 *
 * @throws LmsError `unavailable` when imports cannot end without one that is missing, and what ClickHouse throws
 */
export async function checkMirrorTables(
  { clickhouse, metrics }: { readonly clickhouse: ClickHouseClient; readonly metrics: Metrics },
  signal: AbortSignal,
): Promise<void> {
  const present = await readPresent(clickhouse, signal);
  for (const table of TABLES) metrics.mirrorTableMissing.set({ table }, present.has(table) ? 0 : 1);
  const needed = TABLES_OF_IMPORTS.filter((table) => !present.has(table));
  if (needed.length === 0) return;
  throw new LmsError('unavailable', `ClickHouse has no table ${needed.join(', ')}`, { retryable: true });
}

async function readPresent(clickhouse: ClickHouseClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  try {
    const answer = await clickhouse.query({
      query:
        'SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN {tables: Array(String)}',
      query_params: { tables: TABLES },
      format: 'JSONEachRow',
      abort_signal: signal,
    });
    return new Set((await answer.json<{ name: string }>()).map(({ name }) => name));
  } catch (error) {
    if (isDatabaseMissing(error)) return new Set();
    throw error;
  }
}

import { eventually, sql } from './product.ts';

/** Waits until ClickHouse has every line of the history that PostgreSQL has now. */
export async function historyMirrored(query: typeof sql = sql): Promise<void> {
  const [latest] = await query<{ version: string }>('SELECT last_value AS version FROM record_version');
  await eventually(
    () => query<{ version: string }>('SELECT version FROM history_mirror'),
    ([row]) => Number(row?.version) >= Number(latest?.version),
  );
}

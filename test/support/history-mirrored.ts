import { clickhouse, eventually, sql } from './product.ts';

/** Waits until ClickHouse has every line of the history that PostgreSQL has now. */
export async function historyMirrored(query: typeof sql = sql): Promise<void> {
  const [latest] = await query<{ version: string }>('SELECT last_value AS version FROM record_version');
  await eventually(
    () => query<{ version: string }>('SELECT version FROM history_mirror'),
    ([row]) => Number(row?.version) >= Number(latest?.version),
  );
}

/** The history as each database has it, in one number a line's identity, state and version. */
export async function historyInBoth(): Promise<{ stored: string | undefined; mirrored: string | undefined }> {
  const [stored] = await sql<{ lines: string }>(
    `SELECT count(*) || ' ' || coalesce(sum(version + written_version), 0) || ' '
       || count(*) FILTER (WHERE outcome = 'replaced') AS lines FROM course_record_history`,
  );
  const [mirrored] = await clickhouse<{ lines: string }>(
    `SELECT concat(toString(count()), ' ', toString(sum(version + written_version)), ' ',
       toString(countIf(outcome = 'replaced'))) AS lines FROM course_history FINAL`,
  );
  return { stored: stored?.lines, mirrored: mirrored?.lines };
}

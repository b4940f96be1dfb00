import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import type { Columns } from '#shared/clickhouse/mirror-columns.ts';

/** Rows for one table of the mirror, each an array in the order of `columns`. */
export interface MirrorInsert {
  readonly table: string;
  readonly columns: Columns;
  readonly rows: readonly (readonly unknown[])[];
}

/** Resolves when the rows can be queried. Inserting them again changes nothing (schemas/clickhouse). */
export async function insertIntoMirror(
  clickhouse: ClickHouseClient,
  { table, columns, rows }: MirrorInsert,
  signal?: AbortSignal,
): Promise<void> {
  if (rows.length === 0) return;
  await clickhouse.insert({
    table,
    columns: [...columns],
    values: rows,
    format: 'JSONCompactEachRow',
    // An answer before the rows can be queried would break "Complete means visible".
    clickhouse_settings: { async_insert: 0 },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
}

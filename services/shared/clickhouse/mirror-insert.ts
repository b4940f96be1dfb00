import { Readable } from 'node:stream';
import type { ClickHouseClient } from './client.ts';
import type { Columns } from './mirror-columns.ts';

/** Rows for one table of the mirror, in the order of `columns`: what {@link compressLines} made of them. */
export interface MirrorInsert {
  readonly table: string;
  readonly columns: Columns;
  readonly lines: readonly Buffer[];
}

/** Resolves when the rows can be queried. Inserting them again changes nothing (schemas/clickhouse). */
export async function insertIntoMirror(
  clickhouse: ClickHouseClient,
  { table, columns, lines }: MirrorInsert,
  signal?: AbortSignal,
): Promise<void> {
  if (lines.every(({ length }) => length === 0)) return;
  await clickhouse.insert({
    table,
    columns: [...columns],
    values: Readable.from(lines, { objectMode: false }),
    format: 'TabSeparated',
    http_headers: { 'Content-Encoding': 'zstd' },
    clickhouse_settings: {
      // An answer before the rows can be queried would break "Complete means visible".
      async_insert: 0,
      // No line is a header, whatever it looks like.
      input_format_tsv_detect_header: 0,
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
}

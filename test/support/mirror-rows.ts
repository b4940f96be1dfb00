import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import { MIRROR_ROWS_FORMAT, type MirrorRows } from '#shared/kafka/avro/messages.ts';

/** Rows for the mirror as transcript-writer packs them. */
export function mirrorRows(columns: readonly string[], lines: readonly string[]): MirrorRows {
  return { format: MIRROR_ROWS_FORMAT, columns, rows: lines.length, lines: compressLines(lines) };
}

export const NO_ROWS: MirrorRows = mirrorRows([], []);

import type { CsvRecord } from '#shared/csv/csv-record.ts';
import type { Dialect } from '#shared/csv/dialect.ts';
import { keepingDecoderFor } from '#shared/csv/raw-bytes.ts';
import { readRecords } from '#shared/csv/records.ts';

/** A row of a file, or its header, which is row 0. */
export interface OriginalRow {
  readonly row: number;
  /** In a spreadsheet, where blank lines count and what stands on several lines of the file is one. */
  readonly line: number;
  readonly record: CsvRecord;
}

/**
 * Reads the header and the rows of a file in their order, as they were written, an array for each chunk.
 *
 * @param from rows before it are left out, but for the header
 */
export async function* originalRows(
  original: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  from = 1,
): AsyncGenerator<OriginalRow[]> {
  let row = -1;
  let line = 0;
  for await (const records of readRecords(original, dialect, keepingDecoderFor(dialect), 'keep')) {
    const rows: OriginalRow[] = [];
    for (const record of records) {
      line += 1;
      if (record.isBlank) continue;
      row += 1;
      if (row === 0 || row >= from) rows.push({ row, line, record });
    }
    yield rows;
  }
}

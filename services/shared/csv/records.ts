import type { CsvRecord } from './csv-record.ts';
import type { Dialect } from './dialect.ts';
import { CsvReader } from './reader.ts';
import { createByteDecoder } from './text-decoder.ts';

/**
 * Reads a file's bytes into records, one array for each chunk that completes any. The first record of the
 * first array is the header.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  dialect: Dialect,
): AsyncGenerator<CsvRecord[]> {
  const decoder = createByteDecoder(dialect.encoding);
  const reader = new CsvReader(dialect);
  for await (const chunk of chunks) {
    const records = reader.push(decoder.decode(chunk));
    if (records.length > 0) yield records;
  }
  const last = [...reader.push(decoder.end()), ...reader.end()];
  if (last.length > 0) yield last;
}

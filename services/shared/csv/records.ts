import type { ReadRecord } from './csv-record.ts';
import type { Dialect } from './dialect.ts';
import { type BlankRecords, CsvReader } from './reader.ts';
import { type ByteDecoder, createByteDecoder } from './text-decoder.ts';

/**
 * Reads a file's bytes, cut anywhere, into records. The first one is the header: a line before it that only names the
 * delimiter is left out, and so is what follows the last row that is no text.
 */
export class RecordReader {
  readonly #decoder: ByteDecoder;
  readonly #reader: CsvReader;
  #bytesLeft: number;
  #skipsFirst: boolean;

  constructor(
    dialect: Dialect,
    decoder: ByteDecoder = createByteDecoder(dialect.encoding),
    blankRecords?: BlankRecords,
  ) {
    this.#decoder = decoder;
    this.#reader = new CsvReader(dialect, blankRecords);
    this.#bytesLeft = dialect.contentBytes ?? Number.POSITIVE_INFINITY;
    this.#skipsFirst = dialect.separatorLine ?? false;
  }

  /** The records that these bytes complete. */
  push(bytes: Uint8Array): ReadRecord[] {
    const content = bytes.length <= this.#bytesLeft ? bytes : bytes.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= content.length;
    return this.#withoutSeparatorLine(this.#reader.push(this.#decoder.decode(content)));
  }

  /** The last record, if the file does not end with a line end. */
  end(): ReadRecord[] {
    const records = [...this.#reader.push(this.#decoder.end()), ...this.#reader.end()];
    return this.#withoutSeparatorLine(records);
  }

  #withoutSeparatorLine(records: ReadRecord[]): ReadRecord[] {
    if (!this.#skipsFirst || records.length === 0) return records;
    this.#skipsFirst = false;
    return records.slice(1);
  }
}

/**
 * Reads a file's bytes into records, one array for each chunk that completes any. The first record of the
 * first array is the header, where blank records are left out.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  decoder?: ByteDecoder,
  blankRecords?: BlankRecords,
): AsyncGenerator<ReadRecord[]> {
  const reader = new RecordReader(dialect, decoder, blankRecords);
  for await (const chunk of chunks) {
    const records = reader.push(chunk);
    if (records.length > 0) yield records;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}

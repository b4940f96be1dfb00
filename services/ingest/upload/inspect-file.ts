import { createHash } from 'node:crypto';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type Dialect, HEAD_BYTES, inspectHead } from '#shared/csv/dialect.ts';
import { matchHeader } from '#shared/csv/header.ts';
import { headerSizeProblem, maxRowsOfWidth, titleCount } from '#shared/csv/header-size.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { RecordReader } from '#shared/csv/records.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import { TrailerFilter } from '#shared/csv/trailer.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';

/** What is known of a file once all of it has been seen. */
export interface InspectedFile {
  readonly dialect: Dialect;
  /** For each of the type's columns, in the template's order, the index of its cell in the header, or -1. */
  readonly columns: readonly number[];
  /** Records after the header, counted as they will be numbered. */
  readonly total: number;
  readonly bytes: number;
  readonly sha256: Buffer;
}

export interface InspectionOptions {
  readonly type: RecordType;
  readonly encoding: Encoding;
  readonly maxBytes: number;
  readonly maxRows: number;
}

interface Reading {
  readonly dialect: Dialect;
  readonly trailer: TrailerFilter;
  readonly reader: RecordReader;
}

const LINE_FEED = 0x0a;

/**
 * Looks at a file while it passes by, keeping no more of it than its head, and refuses it as soon as it is known
 * to be none that we take. It reads with the same reader, in the same dialect, as the production of its rows.
 *
 * Until the header is complete, the head is gathered; from then on, the text is read as it comes.
 */
export class FileInspection {
  readonly #options: InspectionOptions;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #head: Buffer[] = [];
  #nextAttempt = 0;
  #reading: Reading | undefined;
  #records = 0;
  #columns: readonly number[] = [];
  #maxRows: number;
  #inspected: InspectedFile | undefined;

  constructor(options: InspectionOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows;
  }

  /**
   * Passes the file's chunks on while they are looked at. The last thing it does is to check the file as a whole, so
   * that whoever stores what comes out has not finished when the file is refused at its very end.
   *
   * @throws what `chunks` throws, or Refusal `file-too-large`, `too-many-rows`, `not-csv`, `not-utf-8`,
   *   `header-too-large`, `missing-column`, `duplicate-column` or `no-records`
   */
  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#push(chunk);
      yield chunk;
    }
    this.#inspected = this.#end();
  }

  /** What is known of the file; to be asked for only once {@link through} has ended. */
  get inspected(): InspectedFile {
    if (this.#inspected === undefined)
      throw new LmsError('unexpected', 'The file has not been inspected to its end');
    return this.#inspected;
  }

  #push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) throw fileTooLarge(this.#options.maxBytes);
    this.#hash.update(chunk);
    if (this.#reading !== undefined) {
      this.#take(read(this.#reading, chunk));
      return;
    }
    this.#head.push(chunk);
    const isWhole = this.#bytes >= HEAD_BYTES;
    // Only a line feed ends the header beyond doubt: a carriage return might be followed by one.
    if (isWhole || (this.#bytes >= this.#nextAttempt && chunk.includes(LINE_FEED))) this.#begin(isWhole);
  }

  #end(): InspectedFile {
    const { dialect, trailer, reader } = this.#reading ?? this.#begin(true);
    this.#take(reader.end());
    const total = this.#records - 1;
    if (total < 1) throw new Refusal('no-records', 'The file has no records to import.');
    return {
      dialect: trailer.hasTrailer ? { ...dialect, contentBytes: trailer.contentBytes } : dialect,
      columns: this.#columns,
      total,
      bytes: this.#bytes,
      sha256: this.#hash.digest(),
    };
  }

  /** Begins to read if the head holds the whole header, or, when `force` is set, with what there is. */
  #begin(force: boolean): Reading {
    const head = Buffer.concat(this.#head);
    const inspection = inspectHead(head.subarray(0, HEAD_BYTES), this.#options.encoding);
    if (!inspection.ok) throw new Refusal(inspection.code, inspection.detail);
    const { dialect } = inspection;
    const reading = { dialect, trailer: new TrailerFilter(), reader: new RecordReader(dialect) };
    const records = read(reading, head);
    if (records.length === 0 && !force) {
      // The head is read again from its start, so a client that sends line by line must not have it read for each.
      this.#nextAttempt = 2 * this.#bytes;
      return reading;
    }
    this.#take(records);
    this.#reading = reading;
    this.#head = [];
    return reading;
  }

  #take(records: readonly CsvRecord[]): void {
    const [first] = records;
    if (this.#records === 0 && first !== undefined) this.#checkHeader(first);
    this.#records += records.length;
    if (this.#records - 1 > this.#maxRows) throw tooManyRows(this.#maxRows);
  }

  #checkHeader(header: CsvRecord): void {
    const tooLarge = headerSizeProblem(header);
    if (tooLarge !== undefined) throw new Refusal('header-too-large', tooLarge);
    this.#maxRows = Math.min(this.#options.maxRows, maxRowsOfWidth(titleCount(header.cells)));
    const match = matchHeader(header.cells, this.#options.type);
    if (match.ok) {
      this.#columns = match.mapping.indexes;
      return;
    }
    const titles = match.columns.join(', ');
    throw new Refusal(
      match.code,
      match.code === 'missing-column'
        ? `The file's first line must have the template's column titles; these are missing: ${titles}.`
        : `The file's first line has a column more than once: ${titles}.`,
      { extensions: { columns: match.columns } },
    );
  }
}

function read({ trailer, reader }: Reading, chunk: Uint8Array): CsvRecord[] {
  return trailer.push(chunk).flatMap((content) => reader.push(content));
}

export function fileTooLarge(maxBytes: number): Refusal {
  const megabytes = maxBytes / (1024 * 1024);
  return new Refusal('file-too-large', `The file is larger than ${Number(megabytes.toFixed(2))} MB.`);
}

function tooManyRows(maxRows: number): Refusal {
  return new Refusal(
    'too-many-rows',
    `The file has more than ${maxRows.toLocaleString('en-US')} records, the most that a file with its columns may have.`,
  );
}

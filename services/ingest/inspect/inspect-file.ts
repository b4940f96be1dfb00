import { createHash } from 'node:crypto';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import type { DateFormat } from '#shared/csv/date-formats.ts';
import { type Delimiter, type Dialect, HEAD_BYTES, inspectHead } from '#shared/csv/dialect.ts';
import { type HeaderMapping, matchHeader, trailingErrorsColumn } from '#shared/csv/header.ts';
import { headerSizeProblem, maxRowsOfWidth, titleCount } from '#shared/csv/header-size.ts';
import { concludeInspection } from '#shared/csv/inspection/conclude.ts';
import { EncodingEvidence } from '#shared/csv/inspection/encoding-evidence.ts';
import { FileInspector } from '#shared/csv/inspection/file-inspector.ts';
import type { Inspection, QuestionCode } from '#shared/csv/inspection/inspection.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { RecordReader } from '#shared/csv/records.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import { TrailerFilter } from '#shared/csv/trailer.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { detectInThread } from './detect-encodings.ts';
import { headerRefusal } from './header-refusal.ts';

/** What is known of a file once all of it has been seen. */
export interface InspectedFile {
  readonly dialect: Dialect;
  /** For each of the type's columns, in the template's order, the index of its cell in the header, or -1. */
  readonly columns: readonly number[];
  /** Records after the header, counted as they will be numbered. */
  readonly total: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly inspection: Inspection;
  /** An error file of ours, which is UTF-8 whatever else was chosen; it was read as what was chosen. */
  readonly isOwnUtf8: boolean;
}

export interface InspectionOptions {
  readonly type: RecordType;
  readonly encoding: Encoding;
  /** Undefined when nobody chose it. */
  readonly dateFormat: DateFormat | undefined;
  readonly delimiter: Delimiter | undefined;
  /** Questions that do not keep the file from being imported as it is. */
  readonly accepted: ReadonlySet<QuestionCode>;
  readonly maxBytes: number;
  readonly maxRows: number;
}

interface Reading {
  readonly dialect: Dialect;
  readonly trailer: TrailerFilter;
  readonly evidence: EncodingEvidence;
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
  #inspector: FileInspector | undefined;
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
    this.#inspected = await this.#end();
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
      this.#read(this.#reading, chunk);
      return;
    }
    this.#head.push(chunk);
    const isWhole = this.#bytes >= HEAD_BYTES;
    // Only a line feed ends the header beyond doubt: a carriage return might be followed by one.
    if (isWhole || (this.#bytes >= this.#nextAttempt && chunk.includes(LINE_FEED))) this.#begin(isWhole);
  }

  async #end(): Promise<InspectedFile> {
    const reading = this.#reading ?? this.#begin(true);
    this.#take(reading, reading.reader.end());
    const inspector = this.#inspector;
    if (inspector === undefined || inspector.rows < 1)
      throw new Refusal('no-records', 'The file has no records to import.');
    const { trailer, evidence } = reading;
    const inspection = await concludeInspection(inspector, {
      accepted: this.#options.accepted,
      hasTrailer: trailer.hasTrailer,
      detect: detectInThread,
    });
    const { cells, indexes } = inspector.readAs.mapping;
    return {
      dialect: {
        ...reading.dialect,
        ...(trailer.hasTrailer ? { contentBytes: trailer.contentBytes } : {}),
        ...(evidence.isInvalid ? { invalidBytes: true } : {}),
      },
      columns: indexes,
      total: inspector.rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest(),
      inspection,
      isOwnUtf8:
        reading.dialect.encoding !== 'utf-8' && evidence.isUtf8 && trailingErrorsColumn(cells) !== -1,
    };
  }

  /** Begins to read if the head holds the whole header, or, when `force` is set, with what there is. */
  #begin(force: boolean): Reading {
    const head = Buffer.concat(this.#head);
    const { encoding, delimiter } = this.#options;
    const found = inspectHead(head.subarray(0, HEAD_BYTES), encoding, delimiter);
    if (!found.ok) throw new Refusal(found.code, found.detail);
    const { dialect } = found;
    const evidence = new EncodingEvidence(dialect.encoding);
    const reading = {
      dialect,
      trailer: new TrailerFilter(),
      evidence,
      reader: new RecordReader(dialect, evidence),
    };
    this.#read(reading, head);
    if (this.#inspector === undefined && !force) {
      // The head is read again from its start, so a client that sends line by line must not have it read for each.
      this.#nextAttempt = 2 * this.#bytes;
      return reading;
    }
    this.#reading = reading;
    this.#head = [];
    return reading;
  }

  #read(reading: Reading, chunk: Uint8Array): void {
    for (const content of reading.trailer.push(chunk)) this.#take(reading, reading.reader.push(content));
  }

  #take(reading: Reading, records: readonly CsvRecord[]): void {
    const [first] = records;
    if (this.#inspector !== undefined) this.#inspector.take(records);
    else if (first !== undefined) {
      reading.evidence.see([first], 0);
      const readAs = {
        dialect: reading.dialect,
        mapping: this.#checkHeader(first),
        dateFormat: this.#options.dateFormat,
      };
      this.#inspector = new FileInspector(readAs, reading.evidence);
      this.#inspector.take(records.slice(1));
    }
    if ((this.#inspector?.rows ?? 0) > this.#maxRows) throw tooManyRows(this.#maxRows);
  }

  #checkHeader(header: CsvRecord): HeaderMapping {
    const tooLarge = headerSizeProblem(header);
    if (tooLarge !== undefined) throw new Refusal('header-too-large', tooLarge);
    this.#maxRows = Math.min(this.#options.maxRows, maxRowsOfWidth(titleCount(header.cells)));
    const match = matchHeader(header.cells, this.#options.type);
    if (!match.ok) throw headerRefusal(header.cells, this.#options.type, match);
    return match.mapping;
  }
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

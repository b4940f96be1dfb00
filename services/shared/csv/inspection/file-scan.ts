import type { CsvRecord, ReadRecord } from '../csv-record.ts';
import type { DateFormat } from '../date-formats.ts';
import { type Delimiter, type Dialect, HEAD_BYTES, type HeadInspection, inspectHead } from '../dialect.ts';
import { type HeaderMapping, trailingErrorsColumn } from '../header.ts';
import { LineSteps } from '../line-steps.ts';
import { RecordReader } from '../records.ts';
import type { Encoding } from '../text-decoder.ts';
import { TrailerFilter } from '../trailer.ts';
import { EncodingEvidence } from './encoding-evidence.ts';
import { type FileChoices, FileInspector } from './file-inspector.ts';

export interface ScanOptions {
  readonly encoding: Encoding;
  /** Undefined when nobody chose it. */
  readonly dateFormat: DateFormat | undefined;
  readonly delimiter: Delimiter | undefined;
  /** What was chosen about the file's columns and values. */
  readonly choices?: FileChoices;
  /** Fits the header to a type, as soon as it is complete. What it throws ends the scan. */
  readonly onHeader: (header: CsvRecord) => HeaderMapping;
  /** Makes what is thrown when the file is no text that we read. */
  readonly problem: (found: Extract<HeadInspection, { ok: false }>) => Error;
}

interface Reading {
  readonly dialect: Dialect;
  readonly trailer: TrailerFilter;
  readonly evidence: EncodingEvidence;
  readonly reader: RecordReader;
  readonly lines: RowLines;
}

/** Which line of a spreadsheet each row is: of the records that are read, blank ones are lines but no rows. */
class RowLines {
  readonly steps = new LineSteps();
  #line = 0;
  #row = -1;

  /** The records that are no blank lines. */
  take(records: readonly ReadRecord[]): CsvRecord[] {
    return records.filter(({ isBlank }) => {
      this.#line += 1;
      if (isBlank) return false;
      this.#row += 1;
      this.steps.add(this.#row, this.#line);
      return true;
    });
  }
}

/** A file that was seen to its end. */
export interface ScannedFile {
  /** What every later reading of the file needs; complete only after its last byte. */
  readonly dialect: Dialect;
  readonly hasTrailer: boolean;
  /** An error file of ours, which is UTF-8 whatever else was chosen; it was read as what was chosen. */
  readonly isOwnUtf8: boolean;
  /** Undefined when there is not even a header. */
  readonly inspector: FileInspector | undefined;
}

const LINE_FEED = 0x0a;

/**
 * Reads a file's bytes as they come, in the dialect that its head shows, into a {@link FileInspector}. Server, page and
 * command line look at files by it, so that they find the same.
 *
 * Until the header is complete, the head is gathered; from then on, the text is read as it comes.
 */
export class FileScan {
  readonly #options: ScanOptions;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #nextAttempt = 0;
  #reading: Reading | undefined;
  #inspector: FileInspector | undefined;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#inspector?.rows ?? 0;
  }

  push(chunk: Uint8Array): void {
    if (this.#reading !== undefined) {
      this.#read(this.#reading, chunk);
      return;
    }
    this.#head.push(chunk);
    this.#headBytes += chunk.length;
    const isWhole = this.#headBytes >= HEAD_BYTES;
    // Only a line feed ends the header beyond doubt: a carriage return might be followed by one.
    if (isWhole || (this.#headBytes >= this.#nextAttempt && chunk.includes(LINE_FEED))) this.#begin(isWhole);
  }

  end(): ScannedFile {
    const reading = this.#reading ?? this.#begin(true);
    const { dialect, trailer, evidence, reader } = reading;
    this.#take(reading, reader.end());
    const cells = this.#inspector?.readAs.mapping.cells ?? [];
    return {
      dialect: {
        ...dialect,
        ...(trailer.hasTrailer ? { contentBytes: trailer.contentBytes } : {}),
        ...(evidence.isInvalid ? { invalidBytes: true } : {}),
      },
      hasTrailer: trailer.hasTrailer,
      isOwnUtf8: dialect.encoding !== 'utf-8' && evidence.isUtf8 && trailingErrorsColumn(cells) !== -1,
      inspector: this.#inspector,
    };
  }

  /** Begins to read if the head holds the whole header, or, when `force` is set, with what there is. */
  #begin(force: boolean): Reading {
    const head = concat(this.#head, this.#headBytes);
    const { encoding, delimiter, choices, problem } = this.#options;
    const found = inspectHead(head.subarray(0, HEAD_BYTES), encoding, delimiter, choices);
    if (!found.ok) throw problem(found);
    const { dialect } = found;
    const evidence = new EncodingEvidence(dialect.encoding);
    const reader = new RecordReader(dialect, evidence, 'keep');
    const reading = { dialect, trailer: new TrailerFilter(), evidence, reader, lines: new RowLines() };
    this.#read(reading, head);
    if (this.#inspector === undefined && !force) {
      // The head is read again from its start, so a client that sends line by line must not have it read for each.
      this.#nextAttempt = 2 * this.#headBytes;
      return reading;
    }
    this.#reading = reading;
    this.#head = [];
    return reading;
  }

  #read(reading: Reading, chunk: Uint8Array): void {
    for (const content of reading.trailer.push(chunk)) this.#take(reading, reading.reader.push(content));
  }

  #take({ evidence, dialect, lines }: Reading, read: readonly ReadRecord[]): void {
    const records = lines.take(read);
    if (this.#inspector !== undefined) {
      this.#inspector.take(records);
      return;
    }
    const [header, ...rows] = records;
    if (header === undefined) return;
    evidence.see([header], 0);
    const { onHeader, dateFormat, choices = {} } = this.#options;
    const mapping = onHeader(header);
    this.#inspector = new FileInspector({ dialect, mapping, dateFormat, choices }, evidence, lines.steps);
    this.#inspector.take(rows);
  }
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

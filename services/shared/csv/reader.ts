import { cutToBound, MAX_RECORD_LENGTH, type ReadRecord, type RecordProblem } from './csv-record.ts';
import { RecordEndFinder } from './record-end-finder.ts';
import { TextRecord } from './text-record.ts';

/** What a reader must know of a file; a part of its `Dialect`. */
export interface CsvForm {
  readonly delimiter: string;
  readonly lineEnd: 'lf' | 'crlf' | 'cr';
  /** each line is enclosed in quotes as a whole */
  readonly quotedLines?: boolean;
}

/** What a reader does with records of nothing but white space or empty cells. */
export type BlankRecords = 'skip' | 'keep';

/**
 * Reads the records of a CSV text that comes in chunks, cut anywhere. The header is the first record.
 * Blank records are left out, unless they are to be kept.
 *
 * This is our own and not csv-parse for three reasons: what cannot be read must fail one record and not
 * the file; the error file needs the cells as they were written; and neither a long record nor a quote
 * that is never closed may make memory grow (see `MAX_RECORD_LENGTH`). The tests compare it with csv-parse.
 *
 * The work done for a character is a search for the next quote and line end, and, once a record's cells are asked
 * for, the delimiter; only records that have quotes are looked at more closely.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #lineEnd: '\n' | '\r';
  readonly #finder: RecordEndFinder;
  readonly #quotedLines: boolean;
  readonly #keepsBlank: boolean;
  /** the start of a record that the next chunk continues, cut to the bound, and its length uncut */
  #pending = '';
  #pendingLength = 0;

  constructor(form: CsvForm, blankRecords: BlankRecords = 'skip') {
    this.#keepsBlank = blankRecords === 'keep';
    this.#delimiter = form.delimiter;
    this.#quotedLines = form.quotedLines ?? false;
    // LF also ends the lines of a CRLF file: a file may mix the two.
    this.#lineEnd = form.lineEnd === 'cr' ? '\r' : '\n';
    this.#finder = new RecordEndFinder(this.#delimiter, this.#lineEnd);
  }

  /** The records that this chunk completes, in order. */
  push(text: string): ReadRecord[] {
    const records: ReadRecord[] = [];
    if (text === '') return records;
    let start = 0;
    if (this.#pendingLength > 0) {
      const end = this.#finder.find(text, 0);
      if (end === -1) {
        this.#keep(text);
        return records;
      }
      this.#keep(text.slice(0, end));
      this.#takePending(records, true);
      start = end + 1;
    }
    this.#readRecords(text, start, records);
    return records;
  }

  /** The last record, if the text did not end with a line end. */
  end(): ReadRecord[] {
    const records: ReadRecord[] = [];
    if (this.#pendingLength > 0) this.#takePending(records, false);
    return records;
  }

  #readRecords(text: string, from: number, records: ReadRecord[]): void {
    let start = from;
    // Searched again only once passed, so that text without any is searched once and not for each record.
    let nextQuote = indexOrEnd(text, '"', start);
    while (start < text.length) {
      const lineEnd = text.indexOf(this.#lineEnd, start);
      if (lineEnd === -1 || nextQuote < lineEnd || lineEnd - start > MAX_RECORD_LENGTH) {
        const end = this.#finder.find(text, start);
        if (end === -1) {
          this.#keep(text.slice(start));
          return;
        }
        this.#take(text.slice(start, end), end - start, true, records);
        start = end + 1;
        if (nextQuote < start) nextQuote = indexOrEnd(text, '"', start);
        continue;
      }
      const end = this.#withoutCarriageReturn(text, start, lineEnd);
      this.#add(records, new TextRecord(text.slice(start, end), this.#delimiter, false));
      start = lineEnd + 1;
    }
  }

  #keep(text: string): void {
    this.#pendingLength += text.length;
    // One unit more than the bound, so that a split character can still be noticed.
    const room = MAX_RECORD_LENGTH + 1 - this.#pending.length;
    if (room > 0) this.#pending += text.slice(0, room);
  }

  #takePending(records: ReadRecord[], ended: boolean): void {
    const text = this.#pending;
    const length = this.#pendingLength;
    this.#pending = '';
    this.#pendingLength = 0;
    this.#take(text, length, ended, records);
  }

  /** Adds the record of this text; `length` is what it had before it was cut, `ended` whether a line end came. */
  #take(text: string, length: number, ended: boolean, records: ReadRecord[]): void {
    if (length > MAX_RECORD_LENGTH) {
      const problem: RecordProblem = !ended && this.#finder.quoted ? 'unclosed-quote' : 'record-too-long';
      records.push({
        cells: [],
        problem,
        raw: cutToBound(text),
        carriageReturns: undefined,
        isBlank: false,
      });
      return;
    }
    const end = ended ? this.#withoutCarriageReturn(text, 0, text.length) : text.length;
    this.#add(records, new TextRecord(text.slice(0, end), this.#delimiter, true, this.#quotedLines));
  }

  #add(records: ReadRecord[], record: TextRecord): void {
    if (this.#keepsBlank || !record.isBlank) records.push(record);
  }

  /** Where the record's text ends: before the CR of a CRLF. */
  #withoutCarriageReturn(text: string, start: number, end: number): number {
    const crlf = this.#lineEnd === '\n' && end > start && text.charCodeAt(end - 1) === 0x0d;
    return crlf ? end - 1 : end;
  }
}

function indexOrEnd(text: string, sought: string, from: number): number {
  const index = text.indexOf(sought, from);
  return index === -1 ? text.length : index;
}

import { isWhiteSpace } from './white-space.ts';

const QUOTE = 0x22;

/** Where the text so far stands; `quote-seen` is the end of a quoted cell unless another quote follows. */
type Place = 'outside' | 'quoted' | 'quote-seen';

/**
 * Finds where a record ends: at the first line end outside quotes. It hops from quote to quote rather than
 * from character to character, and remembers its place between chunks, so that text is searched once
 * however it is cut.
 *
 *     outside ──quote that begins a cell──▶ quoted ──quote──▶ quote-seen ──anything but a quote──▶ outside
 *                                             ▲──────────quote──────┘
 *
 * A quote begins a cell when only white space stands between it and the delimiter or the record's start.
 * Any other quote outside is a stray one, and opens nothing.
 */
export class RecordEndFinder {
  readonly #delimiter: number;
  readonly #lineEnd: string;
  #place: Place = 'outside';
  /** outside: only white space has come since the delimiter or the record's start */
  #atCellStart = true;

  constructor(delimiter: string, lineEnd: '\n' | '\r') {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#lineEnd = lineEnd;
  }

  /** Whether the text so far ends within a quoted cell. */
  get quoted(): boolean {
    return this.#place === 'quoted';
  }

  /** The index of the line end that ends the record, or -1 when `text` must be continued by the next. */
  find(text: string, from: number): number {
    let position = this.#resolveQuoteSeen(text, from);
    let lineEnd = -1;
    while (true) {
      if (this.#place === 'quoted') {
        position = this.#skipQuoted(text, position);
        if (position === -1) return -1;
      }
      // Searched again only once it has been passed: a line of nothing but quotes must not search the
      // rest of the chunk for each of them.
      if (lineEnd < position) {
        lineEnd = text.indexOf(this.#lineEnd, position);
        if (lineEnd === -1) lineEnd = text.length;
      }
      const quoted = this.#findOpeningQuote(text, position, lineEnd);
      if (quoted === -1) return this.#endOfLine(text, lineEnd);
      position = quoted;
    }
  }

  #endOfLine(text: string, lineEnd: number): number {
    if (lineEnd === text.length) return -1;
    this.#atCellStart = true;
    return lineEnd;
  }

  #resolveQuoteSeen(text: string, from: number): number {
    if (this.#place !== 'quote-seen') return from;
    if (text.charCodeAt(from) === QUOTE) {
      this.#place = 'quoted';
      return from + 1;
    }
    this.#place = 'outside';
    return from;
  }

  /** From within quotes to just behind the closing quote, or -1 when it has not come yet. */
  #skipQuoted(text: string, from: number): number {
    let position = from;
    while (true) {
      const quote = text.indexOf('"', position);
      if (quote === -1) return -1;
      if (quote + 1 === text.length) {
        this.#place = 'quote-seen';
        this.#atCellStart = false;
        return -1;
      }
      if (text.charCodeAt(quote + 1) !== QUOTE) {
        this.#place = 'outside';
        this.#atCellStart = false;
        return quote + 1;
      }
      position = quote + 2;
    }
  }

  /** Just behind the next quote that begins a cell, or -1 when there is none before `lineEnd`. */
  #findOpeningQuote(text: string, from: number, lineEnd: number): number {
    let position = from;
    while (true) {
      const found = text.indexOf('"', position);
      const quote = found === -1 || found > lineEnd ? lineEnd : found;
      this.#atCellStart = this.#isCellStart(text, position, quote);
      if (quote === lineEnd) return -1;
      position = quote + 1;
      if (this.#atCellStart) {
        this.#place = 'quoted';
        return position;
      }
    }
  }

  /** Whether `at` is at a cell's start, as far as white space goes; what stood before `from` is known. */
  #isCellStart(text: string, from: number, at: number): boolean {
    for (let i = at - 1; i >= from; i--) {
      const code = text.charCodeAt(i);
      if (code === this.#delimiter) return true;
      if (!isWhiteSpace(code)) return false;
    }
    return this.#atCellStart;
  }
}

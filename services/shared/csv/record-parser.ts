import type { CsvRecord, RecordProblem } from './csv-record.ts';
import { isTextFormula } from './guard.ts';
import { isWhiteSpace } from './white-space.ts';

const QUOTE = 0x22;

/**
 * Splits the text of one whole record, without its line end, that has quotes in it. A quote counts only
 * where it begins a cell (RFC 4180; white space before it is ignored); with any other but those of a text formula
 * (`="00123"`), or with text behind a closing quote, the cell is taken as it stands and the record has the problem
 * `stray-quote`.
 */
export function parseRecord(text: string, delimiter: string): CsvRecord {
  return new RecordParser(text, delimiter).parse();
}

class RecordParser {
  readonly #text: string;
  readonly #delimiter: string;
  readonly #delimiterCode: number;
  readonly #cells: string[] = [];
  #problem: RecordProblem | undefined;
  #carriageReturns: number[] | undefined;
  /** where the next quote stands: searched again only once passed, so that cells without cost nothing */
  #quote = -1;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#delimiterCode = delimiter.charCodeAt(0);
  }

  parse(): CsvRecord {
    let position = 0;
    while (position !== -1) {
      const begin = this.#skipWhiteSpace(position);
      position =
        this.#text.charCodeAt(begin) === QUOTE ? this.#quoted(position, begin) : this.#unquoted(position);
    }
    return {
      cells: this.#cells,
      problem: this.#problem,
      raw: this.#problem === undefined ? undefined : this.#text,
      carriageReturns: this.#carriageReturns,
    };
  }

  /** Takes the cell whose quote opens at `open`; where the next cell starts, or -1 at the record's end. */
  #quoted(start: number, open: number): number {
    const text = this.#text;
    let close = text.indexOf('"', open + 1);
    let escaped = false;
    while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
      escaped = true;
      close = text.indexOf('"', close + 2);
    }
    if (close === -1) {
      this.#problem = 'unclosed-quote';
      this.#cells.push(text.slice(open + 1).replaceAll('""', '"'));
      return -1;
    }
    const after = this.#skipWhiteSpace(close + 1);
    if (after < text.length && text.charCodeAt(after) !== this.#delimiterCode) {
      this.#problem = 'stray-quote';
      return this.#takeUntilDelimiter(start, after);
    }
    const content = text.slice(open + 1, close);
    if (content.includes('\r')) {
      this.#carriageReturns ??= [];
      this.#carriageReturns.push(this.#cells.length);
    }
    this.#cells.push(escaped ? content.replaceAll('""', '"') : content);
    return after === text.length ? -1 : after + 1;
  }

  #unquoted(start: number): number {
    if (this.#quote < start) {
      this.#quote = this.#text.indexOf('"', start);
      if (this.#quote === -1) this.#quote = this.#text.length;
    }
    const next = this.#takeUntilDelimiter(start, start);
    const end = next === -1 ? this.#text.length : next - 1;
    if (this.#quote < end && !isTextFormula(this.#text.slice(start, end))) this.#problem = 'stray-quote';
    return next;
  }

  /** Takes the text as it stands from `start` to the first delimiter that is not before `from`. */
  #takeUntilDelimiter(start: number, from: number): number {
    const delimiter = this.#text.indexOf(this.#delimiter, from);
    this.#cells.push(delimiter === -1 ? this.#text.slice(start) : this.#text.slice(start, delimiter));
    return delimiter === -1 ? -1 : delimiter + 1;
  }

  #skipWhiteSpace(from: number): number {
    let position = from;
    while (position < this.#text.length) {
      const code = this.#text.charCodeAt(position);
      if (code === this.#delimiterCode || !isWhiteSpace(code)) return position;
      position++;
    }
    return position;
  }
}

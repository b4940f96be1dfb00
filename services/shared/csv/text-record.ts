import type { CsvRecord, ReadRecord } from './csv-record.ts';
import { parseRecord } from './record-parser.ts';
import { isBlank, isWhiteSpace } from './white-space.ts';

const QUOTE = 0x22;

/**
 * The record of a text without its line end, split into cells when it is first asked for: who only counts records, or
 * looks for some of them, need not wait for the cells of all.
 */
export class TextRecord implements ReadRecord {
  readonly #text: string;
  readonly #delimiter: string;
  readonly #hasQuotes: boolean;
  readonly #quotedLine: boolean;
  #parsed: CsvRecord | undefined;

  /**
   * @param hasQuotes false when it is known that there are none
   * @param quotedLine the record as a whole may be enclosed in quotes
   */
  constructor(text: string, delimiter: string, hasQuotes: boolean, quotedLine = false) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#hasQuotes = hasQuotes;
    this.#quotedLine = quotedLine;
  }

  get cells(): readonly string[] {
    return this.#parse().cells;
  }

  get problem(): CsvRecord['problem'] {
    return this.#parse().problem;
  }

  get raw(): string | undefined {
    return this.#parse().raw;
  }

  get carriageReturns(): readonly number[] | undefined {
    return this.#parse().carriageReturns;
  }

  get isBlank(): boolean {
    const first = this.#text.charCodeAt(0);
    const mayBe = isWhiteSpace(first) || first === this.#delimiter.charCodeAt(0) || first === QUOTE;
    if (!mayBe && this.#text !== '') return false;
    return this.problem === undefined && this.cells.every(isBlank);
  }

  #parse(): CsvRecord {
    this.#parsed ??= this.#hasQuotes
      ? parseQuoted(this.#text, this.#delimiter, this.#quotedLine)
      : {
          cells: cellsOf(this.#text, this.#delimiter),
          problem: undefined,
          raw: undefined,
          carriageReturns: undefined,
        };
    return this.#parsed;
  }
}

function parseQuoted(text: string, delimiter: string, quotedLine: boolean): CsvRecord {
  const record = parseRecord(text, delimiter);
  const inner = quotedLine ? enclosedLine(record, delimiter) : undefined;
  return inner === undefined ? record : parseRecord(inner, delimiter);
}

/** The line that a record's only cell is, if it is one: a cell that has the delimiter in it was enclosed in quotes. */
export function enclosedLine({ cells, problem }: CsvRecord, delimiter: string): string | undefined {
  const [only] = cells;
  return cells.length === 1 && problem === undefined && only?.includes(delimiter) === true ? only : undefined;
}

/** As `text.split(delimiter)`, which takes longer. */
function cellsOf(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let start = 0;
  for (let next = text.indexOf(delimiter); next !== -1; next = text.indexOf(delimiter, start)) {
    cells.push(text.slice(start, next));
    start = next + 1;
  }
  cells.push(text.slice(start));
  return cells;
}

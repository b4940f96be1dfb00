import { LmsError } from '#shared/errors.ts';

/**
 * Texts of a batch's records as parts of the bytes that they came in, a row for each record and a column for each text.
 * As strings they would be made once, copied by the collector and turned into bytes twice.
 */
export class PackedTexts {
  readonly #columns: number;
  readonly #sources: Buffer[] = [];
  /** Two numbers for each text, row by row: where it begins and where it ends. */
  #spans = new Int32Array(0);
  readonly #rows: number;

  /**
   * @param columns of each row
   * @param rows at most
   */
  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  /**
   * @param source what the texts are parts of; it is kept, not copied
   * @param spans where each text begins in it and where it ends; nothing where that is the same
   * @returns the number of the row
   */
  add(source: Buffer, spans: Int32Array): number {
    const row = this.#sources.length;
    if (row === this.#rows)
      throw new LmsError('unexpected', `More than ${this.#rows} rows were to be packed`);
    // A batch of certifications has no use for it.
    if (row === 0) this.#spans = new Int32Array(2 * this.#columns * this.#rows);
    this.#sources.push(source);
    const at = 2 * this.#columns * row;
    for (let index = 0; index < spans.length; index++) this.#spans[at + index] = spans[index] ?? 0;
    return row;
  }

  source(row: number): Buffer {
    const source = this.#sources[row];
    if (source === undefined) throw new LmsError('unexpected', `There is no row ${row}`);
    return source;
  }

  start(row: number, column: number): number {
    return this.#spans[2 * (this.#columns * row + column)] ?? 0;
  }

  end(row: number, column: number): number {
    return this.#spans[2 * (this.#columns * row + column) + 1] ?? 0;
  }

  length(row: number, column: number): number {
    const at = 2 * (this.#columns * row + column);
    return (this.#spans[at + 1] ?? 0) - (this.#spans[at] ?? 0);
  }

  /**
   * Copies a text's bytes to `target`, from `end` on.
   *
   * @returns how many there are
   */
  copy(row: number, column: number, target: Buffer, end: number): number {
    const source = this.source(row);
    const at = 2 * (this.#columns * row + column);
    const start = this.#spans[at] ?? 0;
    const length = (this.#spans[at + 1] ?? 0) - start;
    // A loop: of texts as short as these Buffer.copy takes longer.
    for (let index = 0; index < length; index++) target[end + index] = source[start + index] ?? 0;
    return length;
  }
}

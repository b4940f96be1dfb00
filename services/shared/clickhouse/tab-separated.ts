import { constants, zstdCompressSync } from 'node:zlib';

/** What a cell of a row can hold; numbers are written as they are, dates and decimals come as text. */
export type Cell = string | number | null;

/** In the format these have a meaning (ClickHouse documentation, TabSeparated); everything else stands for itself. */
const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** What stands for no value. */
export const NULL_CELL = '\\N';

/** A row in ClickHouse's format TabSeparated, without the end of its line. */
export function tabSeparatedLine(cells: readonly Cell[]): string {
  // Joined at once: text that grows cell by cell is a chain of forty pieces, which costs the collector twice as much.
  return cells.map((cell) => (typeof cell === 'number' ? cell : textCell(cell))).join('\t');
}

/** A text as a cell of such a row. */
export function textCell(text: string | null): string {
  if (text === null) return NULL_CELL;
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

/** {@link textCell} of a text in PostgreSQL, as SQL. */
export function textCellSql(text: string): string {
  const escaped = `replace(replace(replace(replace(${text}, E'\\\\', E'\\\\\\\\'), E'\\t', E'\\\\t'), E'\\n', E'\\\\n'), E'\\r', E'\\\\r')`;
  return cellSql(escaped);
}

/** A value of PostgreSQL that has nothing to escape as such a cell, as SQL. */
export function cellSql(value: string): string {
  return `coalesce((${value})::text, E'\\\\N')`;
}

const MEANINGS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** The text of a cell that {@link textCell} made; not of one without a value. */
export function unescapeCell(cell: string): string {
  return cell.replaceAll(/\\(.)/g, (_, character: string) => MEANINGS[character] ?? character);
}

/** Lines of one batch repeat so much that the quickest level made a tenth and less of the bench's. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Lines as one frame of Zstandard (RFC 8878); frames may follow each other.
 *
 * @param lines without their ends, or the UTF-8 of them with their ends
 */
export function compressLines(lines: readonly string[] | Uint8Array): Buffer {
  if (lines.length === 0) return Buffer.alloc(0);
  // With an end for the last line joined like the others: put behind the joined text, it would have all of it copied.
  return zstdCompressSync(lines instanceof Uint8Array ? lines : [...lines, ''].join('\n'), COMPRESSION);
}

/** As {@link compressLines}, rows whose fields are named as the columns, in the columns' order. */
export function compressRows<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
): Buffer {
  return compressLines(rows.map((row) => tabSeparatedLine(columns.map((column) => row[column]))));
}

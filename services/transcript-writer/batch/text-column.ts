/**
 * A column of a batch as one text, which PostgreSQL splits again. An array parameter would have every cell looked
 * through for quotes and backslashes, a fifth of what writing a row costs in this process. Values cannot hold the two
 * characters: the record rules refuse control characters.
 */
const SEPARATOR = '\x1f';
const NULL = '\x1e';

/** What a statement reads parameter `$number` by, as an array of `type`. */
export function columnOf(number: number, type: string): string {
  return `string_to_array($${number}, E'\\x1f', E'\\x1e')::${type}[]`;
}

/** The text of a column with at least one row; no value is empty, blank ones are null. */
export function textColumn<Row>(
  rows: readonly Row[],
  cellOf: (row: Row, index: number) => string | number | null,
): string {
  return rows.map((row, index) => cellOf(row, index) ?? NULL).join(SEPARATOR);
}

/**
 * What a statement has PostgreSQL write columns of a row with, as cells of ClickHouse's format TabSeparated. The two
 * characters stand in for tab and null until those in values are escaped.
 */
export function tabSeparatedCells(columns: readonly string[]): string {
  const cells = columns.map((column) => `coalesce(${column}::text, E'\\x1e')`).join(', ');
  const escaped = String.raw`replace(replace(replace(concat_ws(E'\x1f', ${cells}), '\', '\\'), E'\t', '\t'), E'\n', '\n')`;
  return String.raw`replace(translate(${escaped}, E'\x1f', E'\t'), E'\x1e', '\N')`;
}

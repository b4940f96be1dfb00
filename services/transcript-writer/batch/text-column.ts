import { dayNumber } from '../records/date-rules.ts';

/**
 * Between values in one text, and for none. Values cannot hold the two characters: the record rules refuse control
 * characters.
 */
export const SEPARATOR = '\x1f';
export const NONE = '\x1e';

/** Such a character in SQL. */
export function sqlLiteral(character: string): string {
  return String.raw`E'\x${character.charCodeAt(0).toString(16)}'`;
}

/** A column of a table; NOT NULL unless it says otherwise. */
export type Column = readonly [name: string, type: string, nullable?: 'nullable'];

/**
 * A SELECT of the rows that parameters hold, in their order: columns of `shared`, then those of `own`.
 *
 * @param shared columns that rows of one origin have in common: a parameter each, with an array of each origin's value
 * @param own columns of each row: a text each, see {@link textColumn}, or {@link dateColumn}; a last one has the
 *   numbers of the rows' origins, counted from 1
 */
export function rowsOfParameters(shared: readonly Column[], own: readonly Column[]): string {
  const ofOrigin = shared.map(([name, type], index) => `($${index + 1}::${type}[])[origin::int] AS ${name}`);
  const ofRow = own.map(([name, type]) =>
    type === 'date' ? `date '1970-01-01' + ${name}::int AS ${name}` : `${name}::${type} AS ${name}`,
  );
  // Split in the list of a SELECT, all columns go forward row by row; in its FROM, PostgreSQL would store them first.
  const split = [...own.map(([name]) => name), 'origin'].map(
    (name, index) =>
      `unnest(string_to_array($${shared.length + index + 1}, ${sqlLiteral(SEPARATOR)}, ${sqlLiteral(NONE)})) AS ${name}`,
  );
  return `SELECT ${[...ofOrigin, ...ofRow].join(', ')} FROM (SELECT ${split.join(', ')}) AS texts`;
}

/**
 * A column of a batch, with at least one row, as one text, which PostgreSQL splits again. An array parameter would have
 * every cell looked through for quotes and backslashes, a fifth of what writing a row costs in this process. No value is
 * empty, blank ones are null.
 *
 * @returns its UTF-8: of what waits for PostgreSQL, the collector would copy a text
 */
export function textColumn<Row>(rows: readonly Row[], cellOf: (row: Row) => string | number | null): Buffer {
  return Buffer.from(rows.map((row) => cellOf(row) ?? NONE).join(SEPARATOR));
}

/** As {@link textColumn}, of dates: PostgreSQL reads a day's number in 0.25 µs less than the date. */
export function dateColumn<Row>(rows: readonly Row[], dateOf: (row: Row) => string | null): Buffer {
  return textColumn(rows, (row) => {
    const date = dateOf(row);
    return date === null ? null : dayNumber(date);
  });
}

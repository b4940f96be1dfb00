import { COURSE_COLUMNS, COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { NULL_CELL, textCell } from '#shared/clickhouse/tab-separated.ts';
import { withVersion } from './record-lines.ts';
import type { Column } from './rows-of-parameters.ts';
import { NONE, SEPARATOR, sqlLiteral } from './text-column.ts';

/** Between records in one text; no value holds it either. */
const RECORD_SEPARATOR = '\x1d';

/** Columns that came after the history's format was fixed. Their cells follow the others, each as `name=value`. */
const ADDED_COLUMNS = COURSE_COLUMNS.filter((name) => !COURSE_HISTORY_CELLS.includes(name));

/**
 * SQL for the record of `course_history` that says that `row` was replaced. It is not escaped: for that, PostgreSQL
 * took another 0.6 µs of an overwrite.
 *
 * @param columns of the row
 */
export function replacedRecord(columns: readonly Column[], row: string): string {
  const cells = COURSE_HISTORY_CELLS.map((name) => {
    if (name === 'outcome') return "'REPLACED'";
    const column = columns.find((one) => one.name === name);
    if (column === undefined) return sqlLiteral(NONE);
    return column.nullable === undefined
      ? `${row}.${name}`
      : `coalesce(${row}.${name}::text, ${sqlLiteral(NONE)})`;
  });
  // concat_ws leaves out what is NULL, and so a cell that has no value.
  const addedCells = ADDED_COLUMNS.map((name) => `'${name}=' || ${row}.${name}::text`);
  return `concat_ws(${sqlLiteral(SEPARATOR)}, ${[...cells, ...addedCells].join(', ')})`;
}

/** SQL that brings all values of an expression together in one text, which {@link separateRecords} takes apart. */
export function joinRecords(record: string): string {
  return `string_agg(${record}, ${sqlLiteral(RECORD_SEPARATOR)})`;
}

/** Lines of `course_history` from what {@link joinRecords} made; none of null. */
export function separateRecords(joined: string | null): string[] {
  return joined === null ? [] : joined.split(RECORD_SEPARATOR).map(textCell);
}

/**
 * A line of `course_history` about a record that never became current and so has no version.
 *
 * @param line its line of `course_records`
 * @param outcome why it did not: a later row of the same batch, or a stored record of a higher position
 * @param columns of the line
 */
export function overtakenLine(
  line: string,
  outcome: 'SUPERSEDED' | 'LATE',
  columns: readonly string[] = COURSE_COLUMNS,
): string {
  const values = withVersion(line, 0).split('\t');
  const cellOf = (name: string): string => values[columns.indexOf(name)] ?? NULL_CELL;
  const cells = COURSE_HISTORY_CELLS.map((name) => {
    if (name === 'outcome') return outcome;
    const value = cellOf(name);
    return value === NULL_CELL ? NONE : value;
  });
  const added = columns
    .filter((name) => !COURSE_HISTORY_CELLS.includes(name) && cellOf(name) !== NULL_CELL)
    .map((name) => `${name}=${cellOf(name)}`);
  return [...cells, ...added].join(SEPARATOR);
}

import { COURSE_HISTORY_CELLS } from '#shared/clickhouse/mirror-columns.ts';
import { NULL_CELL, textCell } from '#shared/clickhouse/tab-separated.ts';
import { withVersion } from './course-record.ts';
import type { Column } from './rows-of-parameters.ts';
import { NONE, SEPARATOR, sqlLiteral } from './text-column.ts';

/** Between records in one text; no value holds it either. */
const RECORD_SEPARATOR = '\x1d';

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
    return column?.nullable === undefined
      ? `${row}.${name}`
      : `coalesce(${row}.${name}::text, ${sqlLiteral(NONE)})`;
  });
  return `concat_ws(${sqlLiteral(SEPARATOR)}, ${cells.join(', ')})`;
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
 */
export function overtakenLine(line: string, outcome: 'SUPERSEDED' | 'LATE'): string {
  const cells = withVersion(line, 0)
    .split('\t')
    .map((cell) => (cell === NULL_CELL ? NONE : cell));
  return [...cells, outcome].join(SEPARATOR);
}

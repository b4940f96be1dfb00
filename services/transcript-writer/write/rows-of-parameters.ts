import type { CalendarDate } from '#shared/records/calendar-date.ts';
import { dayColumn, integerColumn } from './integer-column.ts';
import type { Origin, Origins } from './origins.ts';
import { NONE, SEPARATOR, sqlLiteral } from './text-column.ts';

/** A column of a table; NOT NULL unless it says otherwise. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable?: true;
}

/** A column that rows of one origin have in common: its parameter is an array of each origin's value. */
export interface SharedColumn extends Column {
  readonly of: (origin: Origin) => unknown;
}

/** A column of each row, with what makes its parameter: numbers travel as arrays, all else as texts. */
export type OwnColumn<Row> = Column &
  (
    | { readonly type: 'int' | 'bigint'; readonly number: (row: Row) => number | null }
    | { readonly type: 'date'; readonly day: (row: Row) => CalendarDate | null }
    | { readonly type: 'text' | 'numeric'; readonly texts: (rows: readonly Row[]) => Buffer }
  );

/** Columns of rows that go to PostgreSQL as parameters, one for each column and one for the origins. */
export interface ParameterColumns<Row> {
  readonly shared: readonly SharedColumn[];
  readonly own: readonly OwnColumn<Row>[];
}

/** The rows' parameters: for each shared column, for each of their own, and the numbers of their origins. */
export function parametersOf<Row>(
  { shared, own }: ParameterColumns<Row>,
  rows: readonly Row[],
  { origins, numbers }: Origins,
): unknown[] {
  return [
    ...shared.map(({ of }) => origins.map(of)),
    ...own.map((column) => parameterOf(column, rows)),
    integerColumn(numbers, 'int', (number) => number),
  ];
}

function parameterOf<Row>(column: OwnColumn<Row>, rows: readonly Row[]): Buffer {
  if ('number' in column) return integerColumn(rows, column.type, column.number);
  return 'day' in column ? dayColumn(rows, column.day) : column.texts(rows);
}

/** How many {@link parametersOf} are. */
export function countParameters<Row>({ shared, own }: ParameterColumns<Row>): number {
  return shared.length + own.length + 1;
}

/**
 * A SELECT of the rows that {@link parametersOf} holds, in their order: their shared columns, then their own.
 *
 * @param index a name for another column, each row's index, counted from 0
 */
export function rowsOfParameters<Row>({ shared, own }: ParameterColumns<Row>, index?: string): string {
  const ofOrigin = shared.map(({ name, type }, index) => `($${index + 1}::${type}[])[origin] AS ${name}`);
  const ofRow = own.map(({ name, type }) => `${valueIn(name, type)} AS ${name}`);
  // Taken apart in the list of a SELECT, all columns go forward row by row; in its FROM, PostgreSQL would store them
  // first.
  const values = [...own, { name: 'origin', type: 'int' }].map(
    ({ name, type }, index) => `unnest(${arrayOf(type, shared.length + index + 1)}) AS ${name}`,
  );
  if (index !== undefined) {
    const origins = arrayOf('int', shared.length + own.length + 1);
    ofRow.push(index);
    values.push(`generate_subscripts(${origins}, 1) - 1 AS ${index}`);
  }
  return `SELECT ${[...ofOrigin, ...ofRow].join(', ')} FROM (SELECT ${values.join(', ')}) AS given`;
}

/**
 * A SELECT of two of the rows' own columns, that identify them, and of each row's index, counted from 0.
 *
 * @param key the names of an int or bigint and of a text
 */
export function indexesOfParameters<Row>(
  { shared, own }: ParameterColumns<Row>,
  key: readonly [number: string, text: string],
): string {
  const [numbers, texts] = key.map((name) => {
    const index = own.findIndex((column) => column.name === name);
    return arrayOf(own[index]?.type ?? '', shared.length + index + 1);
  });
  return `SELECT unnest(${numbers}) AS ${key[0]}, unnest(${texts}) AS ${key[1]}, generate_subscripts(${numbers}, 1) - 1 AS row_index`;
}

/** Types that travel as arrays of numbers, and of which numbers. */
const INTEGERS: Readonly<Record<string, string>> = { int: 'int', bigint: 'bigint', date: 'int' };

function arrayOf(type: string, parameter: number): string {
  const integer = INTEGERS[type];
  if (integer !== undefined) return `$${parameter}::${integer}[]`;
  return `string_to_array($${parameter}, ${sqlLiteral(SEPARATOR)}, ${sqlLiteral(NONE)})`;
}

function valueIn(name: string, type: string): string {
  if (type === 'date') return `date '1970-01-01' + ${name}`;
  return type in INTEGERS ? name : `${name}::${type}`;
}

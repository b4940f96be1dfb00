import { NONE, SEPARATOR, sqlLiteral } from './text-column.ts';

/** A column of a table; NOT NULL unless it says otherwise. */
export type Column = readonly [name: string, type: string, nullable?: 'nullable'];

/** Types that travel as arrays of numbers, and of which numbers; all others travel as texts. */
const INTEGERS: Readonly<Record<string, string>> = { int: 'int', bigint: 'bigint', date: 'int' };

/**
 * A SELECT of the rows that parameters hold, in their order: columns of `shared`, then those of `own`.
 *
 * @param shared columns that rows of one origin have in common: a parameter each, with an array of each origin's value
 * @param own columns of each row: a parameter each, `integerColumn` of an int or bigint, `dayColumn` of a date, else
 *   `textColumn`; a last one, `integerColumn` of int, has the numbers of the rows' origins, counted from 1
 */
export function rowsOfParameters(shared: readonly Column[], own: readonly Column[]): string {
  const ofOrigin = shared.map(([name, type], index) => `($${index + 1}::${type}[])[origin] AS ${name}`);
  const ofRow = own.map(([name, type]) => `${valueIn(name, type)} AS ${name}`);
  // Taken apart in the list of a SELECT, all columns go forward row by row; in its FROM, PostgreSQL would store them first.
  const values = [...own, ['origin', 'int'] as const].map(
    ([name, type], index) => `unnest(${arrayOf(type, shared.length + index + 1)}) AS ${name}`,
  );
  return `SELECT ${[...ofOrigin, ...ofRow].join(', ')} FROM (SELECT ${values.join(', ')}) AS given`;
}

/**
 * A SELECT of two columns of those rows that tell them apart, and of the place of each among them, counted from 0.
 *
 * @param key an int or bigint, and a text
 */
export function placesOfRows(
  shared: readonly Column[],
  own: readonly Column[],
  key: readonly [number: string, text: string],
): string {
  const [numbers, texts] = key.map((name) => {
    const index = own.findIndex(([column]) => column === name);
    return arrayOf(own[index]?.[1] ?? '', shared.length + index + 1);
  });
  return `SELECT unnest(${numbers}) AS ${key[0]}, unnest(${texts}) AS ${key[1]}, generate_subscripts(${numbers}, 1) - 1 AS place`;
}

function arrayOf(type: string, parameter: number): string {
  const integer = INTEGERS[type];
  if (integer !== undefined) return `$${parameter}::${integer}[]`;
  return `string_to_array($${parameter}, ${sqlLiteral(SEPARATOR)}, ${sqlLiteral(NONE)})`;
}

function valueIn(name: string, type: string): string {
  if (type === 'date') return `date '1970-01-01' + ${name}`;
  return type in INTEGERS ? name : `${name}::${type}`;
}

import { type Column, type RecordType, recordSchema } from '../csv/record-types.ts';

/** What a stored value is: decimals stay text, because PostgreSQL's numeric is exact and a JavaScript number is not. */
export type StoredKind = 'text' | 'decimal' | 'date' | 'integer';

/** A column whose value a transcript record keeps. */
export interface StoredColumn {
  /** Its entry in schemas/csv. */
  readonly column: Column;
  /** Of its value among those of the template's columns. */
  readonly index: number;
  /** The column in both databases: `courseNumber` is stored in `course_number`. */
  readonly name: string;
  readonly kind: StoredKind;
  /** Of its value among the texts of a packed record, or among its numbers ({@link RecordTable}). */
  readonly slot: number;
}

/** Everything that differs from one record type to the other, derived from schemas/csv once, when it is first asked for. */
export interface RecordTable {
  readonly type: RecordType;
  /** The template's columns, in its order. */
  readonly columns: readonly Column[];
  /** Which of them say whose record it is. They are looked up, not stored. */
  readonly user: { readonly username: number; readonly employeeId: number };
  /** The others, in the same order. */
  readonly stored: readonly StoredColumn[];
  /** Those of them that are packed as texts, by slot. */
  readonly texts: readonly StoredColumn[];
  /** Those that are packed as whole numbers, by slot. */
  readonly numbers: readonly StoredColumn[];
}

const KINDS: Readonly<Record<Column['format'], StoredKind>> = {
  text: 'text',
  'course-type': 'text',
  decimal: 'decimal',
  date: 'date',
  integer: 'integer',
};

/** The largest `int` of PostgreSQL, which is also what a packed number can hold. */
const MAX_INTEGER = 2 ** 31 - 1;

const tables = new Map<RecordType, RecordTable>();

export function recordTable(type: RecordType): RecordTable {
  const known = tables.get(type);
  if (known !== undefined) return known;
  const table = createRecordTable(type, recordSchema(type).columns);
  tables.set(type, table);
  return table;
}

/** @throws Error when the table has no stored column of this field */
export function storedColumn(table: RecordTable, field: string): StoredColumn {
  const found = table.stored.find(({ column }) => column.field === field);
  if (found === undefined) throw new Error(`schemas/csv/${table.type}.json has no field ${field}`);
  return found;
}

function createRecordTable(type: RecordType, columns: readonly Column[]): RecordTable {
  const indexOf = (field: string): number => {
    const index = columns.findIndex((column) => column.field === field);
    if (index === -1) throw new Error(`schemas/csv/${type}.json has no field ${field}`);
    return index;
  };
  const user = { username: indexOf('username'), employeeId: indexOf('employeeId') };
  const texts: StoredColumn[] = [];
  const numbers: StoredColumn[] = [];
  const stored = columns.flatMap((column, index) => {
    if (index === user.username || index === user.employeeId) return [];
    checkRange(type, column);
    const kind = KINDS[column.format];
    const slots = kind === 'date' || kind === 'integer' ? numbers : texts;
    const one = { column, index, name: databaseName(column.field), kind, slot: slots.length };
    slots.push(one);
    return [one];
  });
  return { type, columns, user, stored, texts, numbers };
}

function databaseName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function checkRange(type: RecordType, { field, format, limits }: Column): void {
  if (format !== 'integer') return;
  const { min = -1, max = Number.POSITIVE_INFINITY } = limits;
  if (min < 0 || max > MAX_INTEGER)
    throw new Error(`schemas/csv/${type}.json: ${field} must allow 0 to ${MAX_INTEGER} at most`);
}

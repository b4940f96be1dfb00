import type { RecordType } from '../../csv/record-types.ts';
import { recordTable } from '../../records/record-table.ts';
import { loadAvroDefinition, RECORD_OF_TYPE, type RecordName } from './avro-schemas.ts';
import { type FlatRecordLayout, flatRecordLayout } from './flat-record-layout.ts';
import type { FlatValues } from './flat-record-writer.ts';

/** What a row and a record of a feed are known by: their import and their number in it, where they name them. */
export interface NumberedRecord {
  readonly importId: string | null;
  readonly rowNumber: number | null;
}

/** A row's fields in the template's order (`recordTable(type).columns`), as written. */
type Fields = readonly (string | null)[];

/** The type whose rows become this record; undefined of every other record. */
export function rowTypeOf(name: RecordName): RecordType | undefined {
  if (name === RECORD_OF_TYPE.courses) return 'courses';
  return name === RECORD_OF_TYPE.certifications ? 'certifications' : undefined;
}

/** How the record that a row of this type becomes is laid out. */
export function rowLayout(type: RecordType): FlatRecordLayout {
  return flatRecordLayout(loadAvroDefinition(RECORD_OF_TYPE[type]));
}

/** The fields of a record that Avro has decoded. */
export function rowFields(type: RecordType, record: unknown): Fields {
  const values = record as Readonly<Record<string, string | null | undefined>>;
  return recordTable(type).columns.map(({ field }) => values[field] ?? null);
}

/** Gives the values of a row's record, in the order of its fields in schemas/avro. */
export type RowValues = (importId: string, rowNumber: number, fields: Fields) => FlatValues;

const writers = new Map<RecordType, RowValues>();

/** @throws Error when schemas/avro has a field that schemas/csv lacks, or lacks one that it has */
export function rowValuesOf(type: RecordType): RowValues {
  const known = writers.get(type);
  if (known !== undefined) return known;
  const writer = createRowValues(type);
  writers.set(type, writer);
  return writer;
}

function createRowValues(type: RecordType): RowValues {
  const { columns } = recordTable(type);
  const names = [...columns.map(({ field }) => field), 'importId', 'rowNumber'];
  const layout = rowLayout(type);
  const order = layout.map(({ name }) => names.indexOf(name));
  const strangers = [
    ...layout.filter((_, index) => order[index] === -1).map(({ name }) => name),
    ...names.filter((name) => !layout.some((field) => field.name === name)),
  ];
  if (strangers.length > 0)
    throw new Error(
      `schemas/csv/${type}.json and schemas/avro/${RECORD_OF_TYPE[type]}.avsc differ in ${strangers.join(', ')}`,
    );
  return (importId, rowNumber, fields) => {
    const given = [...fields, importId, rowNumber];
    return order.map((index) => given[index] ?? null);
  };
}

import { expect } from 'vitest';
import type { Reason } from '#shared/csv/reason.ts';
import { type DateFormat, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { FlatRecordReader } from '#shared/kafka/avro/flat-record-reader.ts';
import { maxBytesOf, writeFlatRecord } from '#shared/kafka/avro/flat-record-writer.ts';
import { rowLayout, rowValuesOf } from '#shared/kafka/avro/row-records.ts';
import { type PackedRecord, PackedRecords, packRecord } from '#shared/records/packed-records.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { plainRecordReader } from '../../../services/transcript-writer/validate/plain-record.ts';
import { recordValidator } from '../../../services/transcript-writer/validate/record-validator.ts';

export const TODAY = '2024-02-29';

const REQUIRED_FIELDS = {
  courses: {
    username: 'u',
    courseNumber: 'C-1',
    courseName: 'Course',
    courseType: 'ILT',
    completionDate: '2024-01-31',
  },
  certifications: { username: 'u', certificationName: 'Certification', issueDate: '2024-01-31' },
} as const;

export type Fields = Readonly<Record<string, string | null | undefined>>;

/**
 * Validates a record that has the required fields and these, which replace them. The reader of plain records is asked too,
 * and must either read the same or leave the record to the validator.
 */
export function validate(type: RecordType, fields: Fields, dateFormat: DateFormat = 'YYYY-MM-DD') {
  const cells = toCells(type, fields);
  const plain = readPlain(type, cells, dateFormat);
  if (plain !== undefined) expect(plain).toEqual(validated(type, cells, dateFormat));
  return recordValidator(type, { dateFormat, today: TODAY })(cells);
}

/** The fields of a record in the template's order, as written. */
export type Cells = readonly (string | null)[];

/** A record that has the required fields and these, which replace them. */
export function toCells(type: RecordType, fields: Fields): Cells {
  const all: Fields = { ...REQUIRED_FIELDS[type], ...fields };
  return recordSchema(type).columns.map((column) => all[column.field] ?? null);
}

/** What a record is read to without strings, or undefined where it is left to the validator. */
export function readPlain(type: RecordType, cells: Cells, dateFormat: DateFormat): unknown {
  const layout = rowLayout(type);
  const values = rowValuesOf(type)('0190a0b0-0000-7000-8000-000000000001', 7, cells);
  const bytes = Buffer.alloc(maxBytesOf(values));
  const record = new FlatRecordReader(layout);
  expect(record.read(bytes.subarray(0, writeFlatRecord(values, bytes, 0)), 0)).toBe(true);
  const packed = new PackedRecords(recordTable(type), 1);
  const read = plainRecordReader(type, { dateFormat, today: TODAY }, layout)(record, packed);
  return read === undefined ? undefined : shown(type, read);
}

/** The validator's answer in the same form; undefined where the record is not valid. */
export function validated(type: RecordType, cells: Cells, dateFormat: DateFormat): unknown {
  const { value } = recordValidator(type, { dateFormat, today: TODAY })(cells);
  if (value === undefined) return undefined;
  const table = recordTable(type);
  return shown(type, packRecord(table, value, new PackedRecords(table, 1)));
}

function shown(type: RecordType, { records, row, ...user }: PackedRecord): unknown {
  const { texts, numbers } = recordTable(type);
  const textAt = (slot: number): string =>
    records.source(row).toString('utf8', records.start(row, slot), records.end(row, slot));
  return {
    ...user,
    ...Object.fromEntries(texts.map(({ name, slot }) => [name, textAt(slot)])),
    ...Object.fromEntries(numbers.map(({ name, slot }) => [name, records.number(row, slot)])),
  };
}

/** The value that a field gets; fails the test when the record is not valid. */
export function readValue(
  type: RecordType,
  field: string,
  raw: string | null,
  dateFormat?: DateFormat,
): string | null | undefined {
  const { value, reasons } = validate(type, { [field]: raw }, dateFormat);
  if (value === undefined) throw new Error(`failed: ${JSON.stringify(reasons)}`);
  return value.values[recordSchema(type).columns.findIndex((column) => column.field === field)];
}

/** Why a record with this value in a field fails: [code, columns, message]; empty when it does not. */
export function reasonsOf(
  type: RecordType,
  fields: Fields,
  dateFormat?: DateFormat,
): [string, readonly string[], string][] {
  const reasons: readonly Reason[] = validate(type, fields, dateFormat).reasons ?? [];
  return reasons.map(({ code, columns, message }) => [code, columns, message]);
}

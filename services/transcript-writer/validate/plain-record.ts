import type { RecordType } from '#shared/csv/record-types.ts';
import { type FlatRecordLayout, fieldIndex } from '#shared/kafka/avro/flat-record-layout.ts';
import type { FlatRecordReader } from '#shared/kafka/avro/flat-record-reader.ts';
import { foldUsername } from '#shared/people/username.ts';
import { type Limits, limitsOf } from '#shared/records/limits.ts';
import { NO_NUMBER, type PackedRecord, type PackedRecords } from '#shared/records/packed-records.ts';
import { type RecordTable, recordTable, type StoredColumn } from '#shared/records/record-table.ts';
import type { ValidatorOptions } from '#shared/records/validation.ts';
import { DEFAULT_LANGUAGE } from '#shared/texts/languages.ts';
import { allowedValues } from './course-type-rules.ts';
import {
  isPlainText,
  isSameText,
  NOT_PLAIN,
  type PlainNumberReader,
  plainDateReader,
  plainIntegerReader,
  readPlainDecimal,
} from './plain-values.ts';
import { dateRules } from './record-rules.ts';

/**
 * Reads a record whose values are all plain (see plain-values.ts) and within the rules, as nearly every row's are: what it
 * gives is what `recordValidator` would accept. Of any other record it gives undefined, and `recordValidator` decides. With
 * strings that are made, validated and made bytes again, what transcript-writer itself does with a row took a third more
 * (test/bench/log.md).
 */
export type PlainRecordReader = (record: FlatRecordReader, into: PackedRecords) => PackedRecord | undefined;

/** A field of the Avro record. All have one shape, whatever is asked of them: code that meets several is slower. */
interface Field {
  readonly index: number;
  /** What its column allows. */
  readonly limits: Limits;
  /** Where its value is packed, among the texts or the numbers; -1 where it is not. */
  readonly slot: number;
  /** The values it may have, where its column lists them. */
  readonly values: readonly Buffer[];
  /** How it is read, where it is packed as a number. */
  readonly read: PlainNumberReader;
}

/** Fields by what has to be asked of them, so that a record is gone through without a question about its columns. */
interface Fields {
  readonly required: readonly Field[];
  readonly username: Field;
  readonly employeeId: Field;
  readonly texts: readonly Field[];
  readonly choices: readonly Field[];
  readonly decimals: readonly Field[];
  readonly numbers: readonly Field[];
}

/**
 * @param layout of the Avro record of this type
 * @throws LmsError `unexpected` when it lacks a column of schemas/csv
 */
export function plainRecordReader(
  type: RecordType,
  { dateFormat, today }: ValidatorOptions,
  layout: FlatRecordLayout,
): PlainRecordReader {
  const table = recordTable(type);
  const { required, username, employeeId, texts, choices, decimals, numbers } = fieldsOf(
    table,
    layout,
    dateFormat,
  );
  const rules = dateRules(table, today, DEFAULT_LANGUAGE);
  const spans = new Int32Array(2 * table.texts.length);
  const values = new Int32Array(table.numbers.length);
  return (record, into) => {
    for (const one of required) if (!isGiven(record, one)) return undefined;
    if (!isGiven(record, username) && !isGiven(record, employeeId)) return undefined;
    if (!isPlain(record, username) || !isPlain(record, employeeId)) return undefined;
    for (const one of texts) {
      if (!isPlain(record, one)) return undefined;
      copySpan(record, one, spans);
    }
    for (const one of choices) {
      if (!isOneOf(record, one)) return undefined;
      copySpan(record, one, spans);
    }
    for (const one of decimals) if (!copyDecimal(record, one, spans)) return undefined;
    for (const one of numbers) {
      const value = readNumber(record, one);
      if (value === NOT_PLAIN) return undefined;
      values[one.slot] = value;
    }
    for (const rule of rules) if (rule.isBroken(values)) return undefined;
    const name = textOf(record, username);
    return {
      username: name,
      usernameFolded: name === null ? null : foldUsername(name),
      employeeId: textOf(record, employeeId),
      records: into,
      row: into.add(record.bytes, spans, values),
    };
  };
}

function fieldsOf(
  table: RecordTable,
  layout: FlatRecordLayout,
  dateFormat: ValidatorOptions['dateFormat'],
): Fields {
  const packed = new Map(table.stored.map((one) => [one.index, one]));
  const fields = table.columns.map((column, index): Field => {
    const limits = limitsOf(column);
    return {
      index: fieldIndex(layout, column.field),
      limits,
      slot: packed.get(index)?.slot ?? -1,
      values: allowedValues(column).map((value) => Buffer.from(value)),
      read: column.format === 'date' ? plainDateReader(dateFormat, limits) : plainIntegerReader(limits),
    };
  });
  const fieldAt = (index: number): Field => {
    const field = fields[index];
    if (field === undefined) throw new Error(`${table.type} have no column ${index}`);
    return field;
  };
  const stored = (isWanted: (one: StoredColumn) => boolean): Field[] =>
    table.stored.filter(isWanted).map(({ index }) => fieldAt(index));
  return {
    required: fields.filter((_, index) => table.columns[index]?.required === true),
    username: fieldAt(table.user.username),
    employeeId: fieldAt(table.user.employeeId),
    texts: stored(({ column }) => column.format === 'text'),
    choices: stored(({ column }) => column.format === 'course-type'),
    decimals: stored(({ kind }) => kind === 'decimal'),
    numbers: table.numbers.map(({ index }) => fieldAt(index)),
  };
}

function isGiven({ starts, ends }: FlatRecordReader, { index }: Field): boolean {
  // Of what is not there, both are the same.
  return starts[index] !== ends[index];
}

/** Whether a text is plain, or not there. */
function isPlain(record: FlatRecordReader, field: Field): boolean {
  if (!isGiven(record, field)) return true;
  const { bytes, starts, ends } = record;
  return isPlainText(bytes, starts[field.index] ?? 0, ends[field.index] ?? 0, field.limits);
}

/** Whether a text is one of the values, or not there. */
function isOneOf({ bytes, starts, ends }: FlatRecordReader, { index, values }: Field): boolean {
  const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
  if (start === end) return true;
  for (const value of values) {
    if (isSameText(bytes, start, end, value)) return true;
  }
  return false;
}

function copySpan({ starts, ends }: FlatRecordReader, { index, slot }: Field, spans: Int32Array): void {
  spans[2 * slot] = starts[index] ?? 0;
  spans[2 * slot + 1] = ends[index] ?? 0;
}

function copyDecimal(record: FlatRecordReader, field: Field, spans: Int32Array): boolean {
  copySpan(record, field, spans);
  if (!isGiven(record, field)) return true;
  const { bytes, starts, ends } = record;
  const { index, limits, slot } = field;
  return readPlainDecimal(bytes, starts[index] ?? 0, ends[index] ?? 0, limits, spans, 2 * slot);
}

/** {@link NO_NUMBER} where nothing is given. */
function readNumber({ bytes, starts, ends }: FlatRecordReader, { index, read }: Field): number {
  const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
  return start === end ? NO_NUMBER : read(bytes, start, end);
}

function textOf(record: FlatRecordReader, field: Field): string | null {
  const { bytes, starts, ends } = record;
  return isGiven(record, field) ? bytes.toString('utf8', starts[field.index], ends[field.index]) : null;
}

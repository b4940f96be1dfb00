import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { type AvroCodec, type Decoded, HEADER_BYTES } from '#shared/kafka/avro/avro-codec.ts';
import { RECORD_OF_TYPE, type RecordName } from '#shared/kafka/avro/avro-schemas.ts';
import { type FlatRecordLayout, fieldIndex } from '#shared/kafka/avro/flat-record-layout.ts';
import { FlatRecordReader, NO_TEXT } from '#shared/kafka/avro/flat-record-reader.ts';
import { type NumberedRecord, rowFields, rowTypeOf } from '#shared/kafka/avro/row-records.ts';
import { PackedRecords, packRecord } from '#shared/records/packed-records.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { isSameText } from '../validate/plain-values.ts';
import type { Row } from '../write/row.ts';
import type { PreparedRules, ValidationSettings } from './prepared-rules.ts';

/** What a message says it is. */
export interface ReadRecord extends NumberedRecord {
  readonly name: RecordName;
}

/** Reads the messages of a batch one after another, and validates what each holds by the record rules. */
export class MessageReader {
  readonly #codec: AvroCodec;
  readonly #rules: PreparedRules;
  readonly #courses: TypeReader;
  readonly #certifications: TypeReader;
  #value: Buffer | null = null;
  /** The type of the record read last, where it was read without Avro. */
  #flatType: RecordType | undefined;
  #decoded: Decoded | undefined;

  /** @param messages of the batch, of whose schemas AvroCodec.prepare knows */
  constructor(codec: AvroCodec, rules: PreparedRules, messages: number) {
    this.#codec = codec;
    this.#rules = rules;
    this.#courses = new TypeReader('courses', rules.layouts.courses, messages);
    this.#certifications = new TypeReader('certifications', rules.layouts.certifications, messages);
  }

  /** What the message holds, or the `undecodable` error that says why it cannot be decoded. */
  read(value: Buffer | null): ReadRecord | LmsError {
    this.#value = value;
    this.#decoded = undefined;
    const flat = value === null ? undefined : this.#readFlat(value);
    if (flat !== undefined) return flat;
    try {
      const { name, value: record } = this.decoded;
      const { importId, rowNumber } = record as NumberedRecord;
      return { name, importId, rowNumber };
    } catch (error) {
      if (error instanceof LmsError && error.code === 'undecodable') return error;
      throw error;
    }
  }

  /** The record read last. */
  get decoded(): Decoded {
    this.#decoded ??= this.#codec.decode(this.#value);
    return this.#decoded;
  }

  /** Validates the record read last; undefined when it is not of the type that `by` is for. */
  validate(by: ValidationSettings): Row['validation'] | undefined {
    const { type } = by;
    const rules = this.#rules.of(by);
    const { flat, records } = this.#readerOf(type);
    if (this.#flatType === type) {
      const read = rules.readPlain(flat, records);
      if (read !== undefined) return { value: read, reasons: undefined };
    }
    const { name, value } = this.decoded;
    if (name !== RECORD_OF_TYPE[type]) return undefined;
    const validation = rules.validate(rowFields(type, value));
    if (validation.value === undefined) return validation;
    return { value: packRecord(recordTable(type), validation.value, records), reasons: undefined };
  }

  #readerOf(type: RecordType): TypeReader {
    return type === 'courses' ? this.#courses : this.#certifications;
  }

  /** Undefined where the message is left to Avro. */
  #readFlat(value: Buffer): ReadRecord | undefined {
    const name = this.#codec.ownRecord(value);
    this.#flatType = name === undefined ? undefined : rowTypeOf(name);
    if (name === undefined || this.#flatType === undefined) return undefined;
    const reader = this.#readerOf(this.#flatType);
    if (reader.flat.read(value, HEADER_BYTES))
      return { name, importId: reader.importId, rowNumber: reader.rowNumber };
    this.#flatType = undefined;
    return undefined;
  }
}

/** What reading records of one type needs. */
class TypeReader {
  readonly flat: FlatRecordReader;
  /** What is kept of the batch's records. */
  readonly records: PackedRecords;
  readonly #importIdField: number;
  readonly #rowNumberField: number;
  /** The import named last: rows of one follow each other. */
  #importId: { readonly bytes: Buffer; readonly text: string } = { bytes: Buffer.alloc(0), text: '' };

  constructor(type: RecordType, layout: FlatRecordLayout, messages: number) {
    this.flat = new FlatRecordReader(layout);
    this.records = new PackedRecords(recordTable(type), messages);
    this.#importIdField = fieldIndex(layout, 'importId');
    this.#rowNumberField = fieldIndex(layout, 'rowNumber');
  }

  get rowNumber(): number | null {
    const rowNumber = this.flat.numbers[this.#rowNumberField] ?? Number.NaN;
    return Number.isNaN(rowNumber) ? null : rowNumber;
  }

  get importId(): string | null {
    const { bytes, starts, ends } = this.flat;
    const start = starts[this.#importIdField] ?? NO_TEXT;
    const end = ends[this.#importIdField] ?? NO_TEXT;
    if (start === NO_TEXT) return null;
    if (!isSameText(bytes, start, end, this.#importId.bytes)) {
      const importId = bytes.subarray(start, end);
      this.#importId = { bytes: importId, text: importId.toString() };
    }
    return this.#importId.text;
  }
}

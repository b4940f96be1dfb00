import { LmsError } from '#shared/errors.ts';
import { type AvroCodec, type Decoded, HEADER_BYTES } from '#shared/kafka/avro/avro-codec.ts';
import type { RecordName } from '#shared/kafka/avro/avro-schemas.ts';
import { fieldIndex } from '#shared/kafka/avro/flat-record-layout.ts';
import { FlatRecordReader, NO_TEXT } from '#shared/kafka/avro/flat-record-reader.ts';
import {
  type CertificationRecord,
  type CourseRecord,
  certificationFields,
  courseFields,
  type NumberedRecord,
} from '#shared/kafka/avro/row-records.ts';
import { COURSE_TEXTS, packCourse } from '#shared/records/packed-course.ts';
import { PackedTexts } from '#shared/records/packed-texts.ts';
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
  readonly #texts: PackedTexts;
  readonly #flat: FlatRecordReader;
  readonly #importIdField: number;
  readonly #rowNumberField: number;
  #value: Buffer | null = null;
  #isFlat = false;
  #decoded: Decoded | undefined;
  /** The import named last: rows of one follow each other. */
  #importId: { readonly bytes: Buffer; readonly text: string } = { bytes: Buffer.alloc(0), text: '' };

  /** @param messages of the batch, of whose schemas AvroCodec.prepare knows */
  constructor(codec: AvroCodec, rules: PreparedRules, messages: number) {
    this.#codec = codec;
    this.#rules = rules;
    this.#texts = new PackedTexts(COURSE_TEXTS.length, messages);
    this.#flat = new FlatRecordReader(rules.courseLayout);
    this.#importIdField = fieldIndex(rules.courseLayout, 'importId');
    this.#rowNumberField = fieldIndex(rules.courseLayout, 'rowNumber');
  }

  /** What the message holds, or the `undecodable` error that says why it cannot be decoded. */
  read(value: Buffer | null): ReadRecord | LmsError {
    this.#value = value;
    this.#decoded = undefined;
    this.#isFlat =
      value !== null &&
      this.#codec.ownRecord(value) === 'CourseRecord' &&
      this.#flat.read(value, HEADER_BYTES);
    if (this.#isFlat)
      return { name: 'CourseRecord', importId: this.#flatImportId(), rowNumber: this.#flatRowNumber() };
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
    const rules = this.#rules.of(by);
    if (rules.type === 'courses' && this.#isFlat) {
      const course = rules.readPlain(this.#flat, this.#texts);
      if (course !== undefined) return { value: course, reasons: undefined };
    }
    const { name, value } = this.decoded;
    if (rules.type === 'courses' && name === 'CourseRecord') {
      const validation = rules.validate(courseFields(value as CourseRecord));
      if (validation.value === undefined) return validation;
      return { value: packCourse(validation.value, this.#texts), reasons: undefined };
    }
    if (rules.type === 'certifications' && name === 'CertificationRecord')
      return rules.validate(certificationFields(value as CertificationRecord));
    return undefined;
  }

  #flatRowNumber(): number | null {
    const rowNumber = this.#flat.numbers[this.#rowNumberField] ?? Number.NaN;
    return Number.isNaN(rowNumber) ? null : rowNumber;
  }

  #flatImportId(): string | null {
    const { bytes, starts, ends } = this.#flat;
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

import type { DateFormat, RecordType } from '#shared/csv/record-types.ts';
import type { Decoded } from '#shared/kafka/avro-codec.ts';
import {
  type CertificationRecord,
  type CourseRecord,
  certificationFields,
  courseFields,
} from '#shared/kafka/row-records.ts';
import { createValidator } from '../records/validator.ts';
import type { Row } from './row.ts';

/** What judging a record depends on beside the record. */
export interface JudgingBy {
  readonly type: RecordType;
  readonly dateFormat: DateFormat;
  readonly today: string;
}

/** Validators remembered: one for each type, date format and day on which running imports were accepted. */
const REMEMBERED = 100;

type RowValidator = (fields: readonly (string | null | undefined)[]) => Row['validation'];

/** Judges decoded records; a validator is prepared once for all records judged by the same. */
export class Validators {
  readonly #known = new Map<string, RowValidator>();
  /** The one asked for last: rows of an import follow each other. */
  #last: { readonly by: JudgingBy; readonly validator: RowValidator } | undefined;

  /** The judgement, or undefined when the record is not of the type it would be judged by. */
  validate({ name, value }: Decoded, by: JudgingBy): Row['validation'] | undefined {
    if (name === 'CourseRecord' && by.type === 'courses')
      return this.#validator(by)(courseFields(value as CourseRecord));
    if (name === 'CertificationRecord' && by.type === 'certifications') {
      return this.#validator(by)(certificationFields(value as CertificationRecord));
    }
    return undefined;
  }

  #validator(by: JudgingBy): RowValidator {
    if (this.#last?.by === by) return this.#last.validator;
    const { type, dateFormat, today } = by;
    const key = `${type} ${dateFormat} ${today}`;
    let validator = this.#known.get(key);
    if (validator === undefined) {
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      validator = createValidator(type, { dateFormat, today });
      this.#known.set(key, validator);
    }
    this.#last = { by, validator };
    return validator;
  }
}

import type { DateFormat, RecordType } from '#shared/csv/record-types.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { flatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import type { CertificationValues, CourseValues } from '#shared/records/record-values.ts';
import type { Validator } from '#shared/records/validation.ts';
import { type PlainCourseReader, plainCourseReader } from '../validate/plain-course.ts';
import { createValidator } from '../validate/validator.ts';

/** What validating a record depends on beside the record. */
export interface ValidationSettings {
  readonly type: RecordType;
  readonly dateFormat: DateFormat;
  readonly today: string;
}

/** The rules for records of a type. */
export type Rules =
  | {
      readonly type: 'courses';
      readonly readPlain: PlainCourseReader;
      readonly validate: Validator<CourseValues>;
    }
  | { readonly type: 'certifications'; readonly validate: Validator<CertificationValues> };

/** Rules cached: those for each type, date format and day on which running imports were accepted. */
const CACHE_SIZE = 100;

/** Prepares the rules once for all records that are validated by the same settings. */
export class PreparedRules {
  readonly courseLayout = flatRecordLayout(loadAvroDefinition('CourseRecord'));
  readonly #known = new Map<string, Rules>();
  /** Those asked for last: rows of an import follow each other. */
  #last: { readonly by: ValidationSettings; readonly rules: Rules } | undefined;

  of(by: ValidationSettings): Rules {
    if (this.#last?.by === by) return this.#last.rules;
    const key = `${by.type} ${by.dateFormat} ${by.today}`;
    let rules = this.#known.get(key);
    if (rules === undefined) {
      if (this.#known.size >= CACHE_SIZE) this.#known.clear();
      rules = this.#prepare(by);
      this.#known.set(key, rules);
    }
    this.#last = { by, rules };
    return rules;
  }

  #prepare({ type, dateFormat, today }: ValidationSettings): Rules {
    const options = { dateFormat, today };
    if (type === 'certifications') return { type, validate: createValidator(type, options) };
    const readPlain = plainCourseReader(options, this.courseLayout);
    return { type, readPlain, validate: createValidator(type, options) };
  }
}

import type { DateFormat, RecordType } from '#shared/csv/record-types.ts';
import type { FlatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import { rowLayout } from '#shared/kafka/avro/row-records.ts';
import type { RecordValues } from '#shared/records/record-values.ts';
import type { Validator } from '#shared/records/validation.ts';
import type { Language } from '#shared/texts/languages.ts';
import { type PlainRecordReader, plainRecordReader } from '../validate/plain-record.ts';
import { recordValidator } from '../validate/record-validator.ts';

/** What validating a record depends on beside the record. */
export interface ValidationSettings {
  readonly type: RecordType;
  readonly dateFormat: DateFormat;
  readonly today: string;
  readonly language: Language;
}

/** The rules for records of a type. */
export interface Rules {
  readonly readPlain: PlainRecordReader;
  readonly validate: Validator<RecordValues>;
}

/** Rules cached: those for each type, date format, language and day on which running imports were accepted. */
const CACHE_SIZE = 100;

/** Prepares the rules once for all records that are validated by the same settings. */
export class PreparedRules {
  readonly layouts: Readonly<Record<RecordType, FlatRecordLayout>> = {
    courses: rowLayout('courses'),
    certifications: rowLayout('certifications'),
  };
  readonly #known = new Map<string, Rules>();
  /** Those asked for last: rows of an import follow each other. */
  #last: { readonly by: ValidationSettings; readonly rules: Rules } | undefined;

  of(by: ValidationSettings): Rules {
    if (this.#last?.by === by) return this.#last.rules;
    const key = `${by.type} ${by.dateFormat} ${by.today} ${by.language}`;
    let rules = this.#known.get(key);
    if (rules === undefined) {
      if (this.#known.size >= CACHE_SIZE) this.#known.clear();
      rules = {
        readPlain: plainRecordReader(by.type, by, this.layouts[by.type]),
        validate: recordValidator(by.type, by),
      };
      this.#known.set(key, rules);
    }
    this.#last = { by, rules };
    return rules;
  }
}

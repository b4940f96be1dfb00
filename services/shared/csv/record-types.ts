import certifications from '#schemas/csv/certifications.json' with { type: 'json' };
import courses from '#schemas/csv/courses.json' with { type: 'json' };
import type { DEFAULT_LANGUAGE, Language } from '../texts/languages.ts';

/** The two kinds of record that can be imported; also the `type` parameter of the HTTP interface. */
export type RecordType = 'courses' | 'certifications';

export type ColumnFormat = 'text' | 'date' | 'decimal' | 'integer' | 'course-type';

/** What a column's value must keep to; which limits are set depends on the column's format. */
export interface ColumnLimits {
  /** text: the most Unicode code points after trimming and normalising */
  readonly maxLength?: number;
  /** decimal, integer: the range, inclusive */
  readonly min?: number;
  readonly max?: number;
  /** decimal: the most digits after the point */
  readonly decimals?: number;
  /** date: the first day that is accepted, as YYYY-MM-DD */
  readonly earliest?: string;
  /** date: must not lie in the future */
  readonly notAfterToday?: boolean;
  /** date: the field of a date that must not be earlier than this one */
  readonly notAfter?: string;
  /** date: the field of a date that must not be later than this one */
  readonly notBefore?: string;
  /** course-type: the values, as they are stored */
  readonly allowed?: readonly AllowedValue[];
}

export interface AllowedValue {
  readonly value: string;
  readonly meaning: string;
  /** the meaning in other languages, which files may say too */
  readonly translations?: Translations<string>;
}

/** By language; one that is missing is read in the language of the rest. */
type Translations<Text> = Readonly<Partial<Record<Exclude<Language, typeof DEFAULT_LANGUAGE>, Text>>>;

/** What people read of a column. */
export interface ColumnTexts {
  readonly title: string;
  /**
   * what heads the column among a person's records, where there is little room; a column without one stands among the
   * details below the record's name
   */
  readonly label?: string;
  readonly explanation: string;
}

/** One column of a template, as `schemas/csv` describes it. */
export interface Column extends ColumnTexts {
  /** the title in camel case: the name of the field in Avro records and in the HTTP interface */
  readonly field: string;
  readonly required: boolean;
  /** required when the named field is absent or blank */
  readonly requiredWithout?: string;
  readonly format: ColumnFormat;
  /** text that something is found by: invisible characters and repeated spaces in it are removed, so that it is found */
  readonly identifier?: boolean;
  /** titles that other systems give the column; they are suggested, never taken for it unasked */
  readonly synonyms?: readonly string[];
  readonly limits: ColumnLimits;
  readonly example: string;
  readonly translations?: Translations<ColumnTexts & { readonly synonyms?: readonly string[] }>;
}

export interface RecordSchema {
  readonly type: RecordType;
  readonly name: string;
  readonly columns: readonly Column[];
}

export const RECORD_TYPES: readonly RecordType[] = ['courses', 'certifications'];

// The compiler widens the literals of a JSON file to strings; a unit test checks the files against these types.
const SCHEMAS: Readonly<Record<RecordType, RecordSchema>> = {
  courses: courses as RecordSchema,
  certifications: certifications as RecordSchema,
};

/** The columns of a record type in the template's order, which is the order of every `fields` array. */
export function recordSchema(type: RecordType): RecordSchema {
  return SCHEMAS[type];
}

/** Whether a column holds an identifier, a date, a number or a type, which are all read in one form (`cleanCode`). */
export function isCodeColumn({ format, identifier = false }: Column): boolean {
  return format !== 'text' || identifier;
}

export function isRecordType(text: string): text is RecordType {
  return (RECORD_TYPES as readonly string[]).includes(text);
}

export { DATE_FORMATS, type DateFormat, isDateFormat } from './date-formats.ts';

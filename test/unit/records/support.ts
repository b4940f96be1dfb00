import type { Reason } from '#shared/csv/reason.ts';
import { type DateFormat, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { createValidator } from '../../../services/transcript-writer/validate/validator.ts';

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

/** Validates a record that has the required fields and these, which replace them. */
export function validate(type: RecordType, fields: Fields, dateFormat: DateFormat = 'YYYY-MM-DD') {
  const all: Fields = { ...REQUIRED_FIELDS[type], ...fields };
  const validator = createValidator(type, { dateFormat, today: TODAY });
  return validator(recordSchema(type).columns.map((column) => all[column.field]));
}

/** The value that a field gets; fails the test when the record is not valid. */
export function readValue(
  type: RecordType,
  field: string,
  raw: string | null,
  dateFormat?: DateFormat,
): unknown {
  const { value, reasons } = validate(type, { [field]: raw }, dateFormat);
  if (value === undefined) throw new Error(`failed: ${JSON.stringify(reasons)}`);
  return Object.entries(value).find(([name]) => name === field)?.[1];
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

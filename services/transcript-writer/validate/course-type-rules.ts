import { courseTypeLookup } from '#shared/csv/course-types.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readCode } from '#shared/records/text-rules.ts';
import type { ValueReader } from './value-reader.ts';

/**
 * Reads one of the values that a column allows, or the meaning of one, capital and small letters being the same. Blank is
 * null.
 */
export function courseTypeReader(column: Column): ValueReader {
  const typeOf = courseTypeLookup(column);
  return (raw: RawField, reasons) => {
    const text = readCode(raw, column, reasons);
    if (text === null) return null;
    const type = typeOf(text);
    if (type === undefined) reasons.push(unknownCourseType(column, raw?.trim() ?? text));
    return type ?? null;
  };
}

/** The values of such a column, as they are stored. */
export function allowedValues({ limits }: Column): readonly string[] {
  return (limits.allowed ?? []).map(({ value }) => value);
}

function unknownCourseType(column: Column, text: string): Reason {
  return {
    code: 'unknown-course-type',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is not a course type; use one of ${allowedValues(column).join(', ')}`,
  };
}

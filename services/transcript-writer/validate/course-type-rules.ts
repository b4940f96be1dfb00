import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readCode, requiredReason } from '#shared/records/text-rules.ts';
import { MISSING } from './required-rules.ts';

/** @param typeOf gives the stored type of a text, or undefined (`courseTypeReader`) */
export function readCourseType(
  raw: RawField,
  column: Column,
  typeOf: (text: string) => string | undefined,
  reasons: Reason[],
): string {
  const before = reasons.length;
  const text = readCode(raw, column, reasons);
  if (text === null) {
    if (reasons.length === before) reasons.push(requiredReason(column));
    return MISSING;
  }
  const type = typeOf(text);
  if (type !== undefined) return type;
  reasons.push(unknownCourseType(column, raw?.trim() ?? text));
  return MISSING;
}

function unknownCourseType(column: Column, text: string): Reason {
  const values = (column.limits.allowed ?? []).map((allowed) => allowed.value);
  return {
    code: 'unknown-course-type',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is not a course type; use one of ${values.join(', ')}`,
  };
}

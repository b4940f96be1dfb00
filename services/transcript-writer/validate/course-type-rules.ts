import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readText, requiredReason } from '#shared/records/text-rules.ts';
import { MISSING } from './required-rules.ts';

export function readCourseType(
  raw: RawField,
  column: Column,
  types: ReadonlyMap<string, string>,
  reasons: Reason[],
): string {
  const before = reasons.length;
  const text = readText(raw, column, reasons);
  if (text === null) {
    if (reasons.length === before) reasons.push(requiredReason(column));
    return MISSING;
  }
  const type = types.get(text) ?? types.get(text.toLowerCase());
  if (type !== undefined) return type;
  reasons.push(unknownCourseType(column, text));
  return MISSING;
}

export function allowedValues(column: Column): ReadonlyMap<string, string> {
  const values = (column.limits.allowed ?? []).map((allowed) => allowed.value);
  return new Map(values.flatMap((value) => [[value, value] as const, [value.toLowerCase(), value] as const]));
}

function unknownCourseType(column: Column, text: string): Reason {
  const values = (column.limits.allowed ?? []).map((allowed) => allowed.value);
  return {
    code: 'unknown-course-type',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is not a course type; use one of ${values.join(', ')}`,
  };
}

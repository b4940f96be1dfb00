import type { Reason } from '#shared/csv/reason.ts';
import { type Column, type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { DateReader } from '#shared/records/date-rules.ts';
import type { UserValues } from '#shared/records/record-values.ts';
import { type RawField, readLimitedText, requiredReason } from '#shared/records/text-rules.ts';
import { userRequired } from './user-reasons.ts';

/** A missing required value stands for itself here; its reason keeps the record from being used. */
export const MISSING = '';

export function readUser(
  fields: readonly RawField[],
  usernameColumn: Column,
  employeeIdColumn: Column,
  reasons: Reason[],
): UserValues {
  const before = reasons.length;
  const username = readLimitedText(fields[0], usernameColumn, reasons);
  const employeeId = readLimitedText(fields[1], employeeIdColumn, reasons);
  if (username === null && employeeId === null && reasons.length === before) reasons.push(userRequired());
  return { username, usernameFolded: username === null ? null : foldUsername(username), employeeId };
}

export function readRequiredText(raw: RawField, column: Column, reasons: Reason[]): string {
  const before = reasons.length;
  const text = readLimitedText(raw, column, reasons);
  if (text !== null) return text;
  if (reasons.length === before) reasons.push(requiredReason(column));
  return MISSING;
}

export function readRequiredDate(
  raw: RawField,
  column: Column,
  readDate: DateReader,
  reasons: Reason[],
): string {
  const before = reasons.length;
  const date = readDate(raw, column, reasons);
  if (date !== null) return date;
  if (reasons.length === before) reasons.push(requiredReason(column));
  return MISSING;
}

export function columnsByField(type: RecordType): (field: string) => Column {
  const columns = new Map(recordSchema(type).columns.map((column) => [column.field, column]));
  return (field) => {
    const column = columns.get(field);
    if (column === undefined) throw new Error(`schemas/csv/${type}.json has no field ${field}`);
    return column;
  };
}

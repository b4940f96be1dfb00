import type { RecordType } from '#shared/csv/record-types.ts';
import { foldUsername } from '#shared/people/username.ts';
import { packedNumber } from '#shared/records/packed-records.ts';
import { Reasons } from '#shared/records/reasons.ts';
import { recordTable } from '#shared/records/record-table.ts';
import type { RecordValues, UserValues } from '#shared/records/record-values.ts';
import type { Validator, ValidatorOptions } from '#shared/records/validation.ts';
import { DEFAULT_LANGUAGE } from '#shared/texts/languages.ts';
import { inColumnOrder } from './column-order.ts';
import { dateRules } from './record-rules.ts';
import { isAboutUser, userRequired } from './user-reasons.ts';
import { valueReader } from './value-reader.ts';

/**
 * Decides whether records are valid, apart from whose they are. Everything that does not change from record to record is
 * prepared here; an answer depends on the record alone.
 */
export function recordValidator(
  type: RecordType,
  { dateFormat, today, language = DEFAULT_LANGUAGE }: ValidatorOptions,
): Validator<RecordValues> {
  const table = recordTable(type);
  const readers = table.columns.map((column) => valueReader(column, dateFormat));
  const rules = dateRules(table, today, language);
  const numbers = new Int32Array(table.numbers.length);
  return (fields) => {
    const reasons = new Reasons(language);
    const { found } = reasons;
    const values = readers.map((read, index) => read(fields[index], reasons));
    const user = userOf(values[table.user.username], values[table.user.employeeId]);
    // A user column that cannot be read is not blank.
    if (user.username === null && user.employeeId === null && !found.some(isAboutUser))
      found.push(userRequired(language));
    for (const column of table.numbers) numbers[column.slot] = packedNumber(column, values[column.index]);
    for (const rule of rules) if (rule.isBroken(numbers)) found.push(rule.reason(numbers));
    return found.length === 0
      ? { value: { ...user, values }, reasons: undefined }
      : { value: undefined, user, reasons: inColumnOrder(type, found) };
  };
}

function userOf(username: string | null = null, employeeId: string | null = null): UserValues {
  return { username, usernameFolded: username === null ? null : foldUsername(username), employeeId };
}

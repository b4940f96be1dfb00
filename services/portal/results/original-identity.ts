import type { RecordType } from '#shared/csv/record-types.ts';
import { createRowReader } from '#shared/csv/row.ts';
import type { ParseSettings } from '#shared/imports/parse-settings.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { Reasons } from '#shared/records/reasons.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';
import { readLimitedText } from '#shared/records/text-rules.ts';
import { DEFAULT_LANGUAGE } from '#shared/texts/languages.ts';
import type { OriginalRow } from './original-rows.ts';

/** What a row of a file says about whose record it is, and which; null where it says nothing that can be read. */
export interface NamedRecord {
  readonly usernameFolded: string | null;
  readonly employeeId: string | null;
  /** The course number, or the name of the certification. */
  readonly record: string | null;
}

const NOTHING: NamedRecord = { usernameFolded: null, employeeId: null, record: null };

/**
 * Prepares the reading of what rows name, as they are read when they are imported.
 *
 * @param header the cells of the file's header
 */
export function recordReader(
  type: RecordType,
  header: readonly string[],
  parseSettings: ParseSettings,
): (row: OriginalRow) => NamedRecord {
  const { columns: indexes } = parseSettings;
  if (indexes === undefined) return () => NOTHING;
  const table = recordTable(type);
  const key = storedColumn(table, type === 'courses' ? 'courseNumber' : 'certificationName');
  const readRow = createRowReader({ type, cells: header, indexes }, parseSettings);
  return ({ record }) => {
    const { fields } = readRow(record);
    if (fields === undefined) return NOTHING;
    const text = (index: number): string | null => {
      const column = table.columns[index];
      return column === undefined
        ? null
        : readLimitedText(fields[index], column, new Reasons(DEFAULT_LANGUAGE));
    };
    const username = text(table.user.username);
    return {
      usernameFolded: username === null ? null : foldUsername(username),
      employeeId: text(table.user.employeeId),
      record: text(key.index),
    };
  };
}

/** The ids of the people that rows name, as people are called now; null where there is none, or they name two. */
export async function findPeople(
  client: Queryable,
  tenantId: number,
  named: readonly NamedRecord[],
): Promise<(number | null)[]> {
  const { rows } = await client.query<{
    person_id: number;
    username_folded: string;
    employee_id: string | null;
  }>(
    `SELECT person_id, username_folded, employee_id FROM people
     WHERE tenant_id = $1 AND (username_folded = ANY ($2::text[]) OR employee_id = ANY ($3::text[]))`,
    [tenantId, named.map(({ usernameFolded }) => usernameFolded), named.map(({ employeeId }) => employeeId)],
  );
  const byUsername = new Map(rows.map((row) => [row.username_folded, row.person_id]));
  const byEmployeeId = new Map(rows.map((row) => [row.employee_id, row.person_id]));
  return named.map(({ usernameFolded, employeeId }) => {
    const found = [
      ...(usernameFolded === null ? [] : [byUsername.get(usernameFolded)]),
      ...(employeeId === null ? [] : [byEmployeeId.get(employeeId)]),
    ];
    const [person] = found;
    return person !== undefined && found.every((one) => one === person) ? person : null;
  });
}

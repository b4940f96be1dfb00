import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';

const TABLE = recordTable('courses');
const NUMBER = storedColumn(TABLE, 'courseNumber').name;
const VALUES = TABLE.stored.filter(({ name }) => name !== NUMBER);

/** By the fields of schemas/csv. */
export type CourseValues = Readonly<Record<string, string | number | null>>;

/** A value that a row changes. */
export interface Change {
  readonly field: string;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

export function changesBetween(from: CourseValues, to: CourseValues): Change[] {
  return VALUES.map(({ column: { field } }) => ({
    field,
    from: from[field] ?? null,
    to: to[field] ?? null,
  })).filter((change) => change.from !== change.to);
}

/** A row of a file, and the record that it names. */
export interface AskedRow {
  readonly row: number;
  readonly personId: number | null;
  readonly courseNumber: string | null;
}

/** The record that a row of an import wrote, as it wrote it, and the one that stood before the import. */
export interface WrittenRecord {
  readonly row: number;
  readonly personId: number;
  readonly courseNumber: string;
  readonly written: CourseValues;
  readonly before: CourseValues | null;
}

/** SQL of a record's values as JSON; its numbers are exact there. */
export function valuesOf(record: string): string {
  const listed = VALUES.map(
    ({ name, kind, column }) => `'${column.field}', ${record}.${name}${kind === 'decimal' ? '::float8' : ''}`,
  );
  return `jsonb_build_object(${listed.join(', ')})`;
}

/** As `course_number` has it, whatever a parameter has. */
const sameKey = (line: string, asked: string): string =>
  `${line}.tenant_id = $1 AND ${line}.person_id = ${asked}.person_id AND ${line}.${NUMBER} = ${asked}.${NUMBER} COLLATE "C"`;

/** What stood before the import $2: the line of it has an import of its own, or none. */
const BEFORE = (asked: string): string => `LEFT JOIN LATERAL (
    SELECT ${valuesOf('line')} AS stored FROM course_record_history AS line
    WHERE ${sameKey('line', asked)} AND line.replaced_by = $2 AND line.import_id IS DISTINCT FROM $2
      AND line.outcome <> 'overtaken'
    ORDER BY line.version LIMIT 1
  ) AS before ON true`;

const COLUMNS = (written: string): string =>
  `${written}.row_number AS row, ${written}.person_id AS "personId", ${written}.${NUMBER} AS "courseNumber",
    ${written}.stored AS written, before.stored AS before`;

/** A record that the import $2 wrote: the current one or, since it was replaced or undone, the line of its history. */
const fromRecords = (condition: string): string =>
  ['course_records', 'course_record_history']
    .map(
      (
        table,
      ) => `SELECT one.person_id, one.${NUMBER}, ${valuesOf('one')} AS stored, one.position_number AS row_number
      FROM ${table} AS one WHERE ${condition} AND one.import_id = $2 AND one.position_source = 0`,
    )
    .join(' UNION ALL ');

const BY_KEY = `SELECT ${COLUMNS('written')}
  FROM unnest($3::bigint[], $4::bigint[], $5::text[]) AS asked (row_number, person_id, ${NUMBER})
    CROSS JOIN LATERAL (
      ${fromRecords(`${sameKey('one', 'asked')} AND one.position_number = asked.row_number`)} LIMIT 1
    ) AS written
    ${BEFORE('asked')}`;

const BY_IMPORT = `SELECT DISTINCT ON (written.row_number) ${COLUMNS('written')}
  FROM (${fromRecords('one.tenant_id = $1 AND one.position_number = ANY ($3::bigint[])')}) AS written
    ${BEFORE('written')}
  ORDER BY written.row_number`;

/**
 * The records that rows of an import wrote, each the last row of its record. They are looked up by whom the rows name;
 * those that are not found so, since somebody is called otherwise now, among all records of the import.
 */
export async function findWritten(
  client: Queryable,
  tenantId: number,
  importId: string,
  rows: readonly AskedRow[],
): Promise<Map<number, WrittenRecord>> {
  const named = rows.filter(({ personId, courseNumber }) => personId !== null && courseNumber !== null);
  const byKey = await client.query<WrittenRecord>(BY_KEY, [
    tenantId,
    importId,
    named.map(({ row }) => row),
    named.map(({ personId }) => personId),
    named.map(({ courseNumber }) => courseNumber),
  ]);
  const found = new Map(byKey.rows.map((one) => [one.row, one]));
  const missing = rows.filter(({ row }) => !found.has(row));
  if (missing.length === 0) return found;
  const byImport = await client.query<WrittenRecord>(BY_IMPORT, [
    tenantId,
    importId,
    missing.map(({ row }) => row),
  ]);
  for (const one of byImport.rows) found.set(one.row, one);
  return found;
}

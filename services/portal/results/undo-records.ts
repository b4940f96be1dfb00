import type { RowResult } from '#shared/imports/row-results.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';
import type { Tenant } from '../http/caller.ts';
import type { UndoResults } from './find-results.ts';
import type { RowResults } from './row-results.ts';

/** A record that an undo was to take back. */
export interface UndoRecord {
  readonly row: number;
  readonly personId: number;
  readonly username: string | null;
  readonly employeeId: string | null;
  /** The course number or, as far as it is known, the name of the certification. */
  readonly record: string | null;
  /** The import that wrote it since; of a record that does not stay it says nothing. */
  readonly changedBy: { readonly id: string; readonly fileName: string | null } | null;
}

interface RecordRow {
  readonly row_number: number;
  readonly person_id: number;
  readonly username: string | null;
  readonly employee_id: string | null;
  readonly record: string | null;
  readonly changed_by: string | null;
  readonly file_name: string | null;
}

const NAME = storedColumn(recordTable('certifications'), 'certificationName').name;

// Of a record that was changed only while the undo ran, what changed it is what wrote it last.
const READ = `SELECT asked.row_number, asked.person_id, people.username, people.employee_id,
    coalesce(asked.course_number, asked.certification_name, certification.${NAME}) AS record,
    changing.import_id AS changed_by, changing.file_name
  FROM undo_records AS asked
    LEFT JOIN people ON people.tenant_id = asked.tenant_id AND people.person_id = asked.person_id
    LEFT JOIN course_records AS course ON course.tenant_id = asked.tenant_id AND course.person_id = asked.person_id
      AND course.course_number = asked.course_number
    LEFT JOIN certification_records AS certification ON certification.tenant_id = asked.tenant_id
      AND certification.person_id = asked.person_id AND certification.record_id = asked.record_id
    LEFT JOIN imports AS changing ON changing.import_id = coalesce(asked.changed_by, course.import_id)
      AND changing.tenant_id = asked.tenant_id
  WHERE asked.tenant_id = $1 AND asked.import_id = $2`;

function toRecord(row: RecordRow): UndoRecord {
  const { changed_by: id, file_name: fileName } = row;
  return {
    row: row.row_number,
    personId: row.person_id,
    username: row.username,
    employeeId: row.employee_id,
    record: row.record,
    changedBy: id === null ? null : { id, fileName },
  };
}

/** Some records of an undo, by their rows. */
export async function readUndoRecords(
  client: Queryable,
  tenantId: number,
  undo: string,
  rowNumbers: readonly number[],
): Promise<Map<number, UndoRecord>> {
  const { rows } = await client.query<RecordRow>(`${READ} AND asked.row_number = ANY ($3::bigint[])`, [
    tenantId,
    undo,
    rowNumbers,
  ]);
  return new Map(rows.map((row) => [row.row_number, toRecord(row)]));
}

/** What became of the record of a row. */
export function resultOfRecord({ lastListed }: UndoResults, results: RowResults, row: number): RowResult {
  return row > lastListed ? 'stayed' : (results.of(row) ?? 'skipped');
}

const RECORDS_AT_ONCE = 2_000;

/** All records of an undo in the order in which it listed them, in batches, with what became of each. */
export async function* undoneRecords(
  pool: Pool,
  tenant: Tenant,
  found: UndoResults,
  results: RowResults,
): AsyncGenerator<(UndoRecord & { readonly result: RowResult })[]> {
  let last = 0;
  for (;;) {
    const { rows } = await asTenant(pool, tenant.slug, (client) =>
      client.query<RecordRow>(`${READ} AND asked.row_number > $3 ORDER BY asked.row_number LIMIT $4`, [
        tenant.id,
        found.importId,
        last,
        RECORDS_AT_ONCE,
      ]),
    );
    const records: (UndoRecord & { readonly result: RowResult })[] = [];
    for (const row of rows) {
      last = row.row_number;
      if (results.of(last) === undefined) await results.load(last);
      records.push({ ...toRecord(row), result: resultOfRecord(found, results, last) });
    }
    yield records;
    if (rows.length < RECORDS_AT_ONCE) return;
  }
}

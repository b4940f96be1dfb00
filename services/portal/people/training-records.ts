import { z } from 'zod';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { recordTable } from '#shared/records/record-table.ts';
import type { Tenant } from '../http/caller.ts';

/** A record by the fields of its columns in schemas/csv, with `status` and `importId`; of a certification also `recordId`. */
export type RecordView = Readonly<Record<string, string | number | null>>;

/** Where the last record that was read stands in the order of its kind. */
export type CoursePosition = readonly [completionDate: string, courseNumber: string];
export type CertificationPosition = readonly [issueDate: string, certificationName: string, recordId: number];

/** PostgreSQL has no year 0000, which ISO 8601 allows. */
const day = z.iso.date().refine((date) => date >= '0001');

export const coursePosition = z.tuple([day, z.string()]);
export const certificationPosition = z.tuple([day, z.string(), z.int().positive()]);

/** Records of a person, the latest first, and where the next ones begin; undefined after the last. */
export interface RecordBatch<View, Position> {
  readonly records: readonly View[];
  readonly last: Position | undefined;
}

/** Reads at most `limit` records behind a position, or from the beginning, on a connection that it gives back. */
export type ReadBatch<View, Position> = (
  after: Position | undefined,
  limit: number,
) => Promise<RecordBatch<View, Position>>;

export function readCourses(
  pool: Pool,
  tenant: Tenant,
  personId: number,
): ReadBatch<RecordView, CoursePosition> {
  return async (after, limit) => {
    const { rows } = await asTenant(pool, tenant.slug, (client) =>
      client.query<RecordView & { completionDate: string; courseNumber: string }>(
        `SELECT ${viewOf('courses')}
         FROM course_records WHERE tenant_id = $1 AND person_id = $2
           AND ($3::date IS NULL OR completion_date < $3 OR (completion_date = $3 AND course_number > $4))
         ORDER BY completion_date DESC, course_number LIMIT $5`,
        [tenant.id, personId, after?.[0] ?? null, after?.[1] ?? null, limit],
      ),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { records: rows, last: last && [last.completionDate, last.courseNumber] };
  };
}

export function readCertifications(
  pool: Pool,
  tenant: Tenant,
  personId: number,
): ReadBatch<RecordView, CertificationPosition> {
  return async (after, limit) => {
    const { rows } = await asTenant(pool, tenant.slug, (client) =>
      client.query<RecordView & { issueDate: string; certificationName: string; record_id: number }>(
        `SELECT ${viewOf('certifications')}, record_id
         FROM certification_records WHERE tenant_id = $1 AND person_id = $2
           AND ($3::date IS NULL OR issue_date < $3
             OR (issue_date = $3 AND (certification_name, record_id) > ($4, $5)))
         ORDER BY issue_date DESC, certification_name, record_id LIMIT $6`,
        [tenant.id, personId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit],
      ),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      records: rows.map(({ record_id: id, ...view }) => ({ ...view, recordId: String(id) })),
      last: last && [last.issueDate, last.certificationName, last.record_id],
    };
  };
}

/** The select list of a {@link RecordView}. */
function viewOf(type: RecordType): string {
  const columns = recordTable(type).stored.map(
    // numeric(…) as float8: numbers of up to 9 digits are exact there, and arrive as numbers.
    ({ name, kind, column }) => `${name}${kind === 'decimal' ? '::float8' : ''} AS "${column.field}"`,
  );
  return [...columns, 'status', 'import_id AS "importId"'].join(', ');
}

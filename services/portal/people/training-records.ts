import { z } from 'zod';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';

export interface CourseView {
  readonly courseNumber: string;
  readonly courseName: string;
  readonly courseType: string;
  readonly startDate: string | null;
  readonly completionDate: string;
  readonly score: number | null;
  readonly durationMinutes: number | null;
  readonly credits: number | null;
  readonly instructor: string | null;
  readonly provider: string | null;
  readonly location: string | null;
  readonly notes: string | null;
  readonly status: string;
  readonly importId: string | null;
}

export interface CertificationView {
  readonly certificationName: string;
  readonly certificationNumber: string | null;
  readonly issuingOrganization: string | null;
  readonly issueDate: string;
  readonly expirationDate: string | null;
  readonly notes: string | null;
  readonly status: string;
  readonly importId: string | null;
}

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
export type DecodedBatch<View, Position> = (
  after: Position | undefined,
  limit: number,
) => Promise<RecordBatch<View, Position>>;

export function readCourses(
  pool: Pool,
  tenant: Tenant,
  personId: number,
): DecodedBatch<CourseView, CoursePosition> {
  return async (after, limit) => {
    // numeric(…) as float8: numbers of up to 9 digits are exact there, and arrive as numbers.
    const { rows } = await asTenant(pool, tenant.slug, (client) =>
      client.query<CourseView>(
        `SELECT course_number AS "courseNumber", course_name AS "courseName", course_type AS "courseType",
           start_date AS "startDate", completion_date AS "completionDate", score::float8 AS score,
           duration_minutes AS "durationMinutes", credits::float8 AS credits, instructor, provider, location, notes,
           status, import_id AS "importId"
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
): DecodedBatch<CertificationView, CertificationPosition> {
  return async (after, limit) => {
    const { rows } = await asTenant(pool, tenant.slug, (client) =>
      client.query<CertificationView & { record_id: number }>(
        `SELECT certification_name AS "certificationName", certification_number AS "certificationNumber",
           issuing_organization AS "issuingOrganization", issue_date AS "issueDate",
           expiration_date AS "expirationDate", notes, status, import_id AS "importId", record_id
         FROM certification_records WHERE tenant_id = $1 AND person_id = $2
           AND ($3::date IS NULL OR issue_date < $3
             OR (issue_date = $3 AND (certification_name, record_id) > ($4, $5)))
         ORDER BY issue_date DESC, certification_name, record_id LIMIT $6`,
        [tenant.id, personId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit],
      ),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      records: rows.map(({ record_id: _, ...view }) => view),
      last: last && [last.issueDate, last.certificationName, last.record_id],
    };
  };
}

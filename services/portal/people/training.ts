import { Refusal } from '#shared/http/refusal.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { noSuchPerson } from './people.ts';

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

export interface TrainingView {
  readonly courses: readonly CourseView[];
  readonly certifications: readonly CertificationView[];
}

/** A person's whole training history, the latest first. @throws Refusal `not-found` */
export function personTraining(pool: Pool, tenant: Tenant, personId: number): Promise<TrainingView> {
  return asTenant(pool, tenant.slug, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM people WHERE tenant_id = $1 AND person_id = $2', [
      tenant.id,
      personId,
    ]);
    if (rowCount === 0) throw noSuchPerson();
    return readTraining(client, tenant, personId);
  });
}

/** The caller's own training history. @throws Refusal `not-found` for a caller that is no person, such as a program */
export function ownTraining(pool: Pool, { tenant, subject }: Caller): Promise<TrainingView> {
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<{ person_id: number }>(
      'SELECT person_id FROM people WHERE tenant_id = $1 AND username_folded = $2',
      [tenant.id, foldUsername(subject)],
    );
    if (rows[0] === undefined)
      throw new Refusal('not-found', 'You are signed in, but not as a person of the LMS.');
    return readTraining(client, tenant, rows[0].person_id);
  });
}

async function readTraining(client: Queryable, tenant: Tenant, personId: number): Promise<TrainingView> {
  // numeric(…) as float8: numbers of up to 9 digits are exact there, and arrive as numbers.
  const courses = await client.query<CourseView>(
    `SELECT course_number AS "courseNumber", course_name AS "courseName", course_type AS "courseType",
       start_date AS "startDate", completion_date AS "completionDate", score::float8 AS score,
       duration_minutes AS "durationMinutes", credits::float8 AS credits, instructor, provider, location, notes,
       status, import_id AS "importId"
     FROM course_records WHERE tenant_id = $1 AND person_id = $2
     ORDER BY completion_date DESC, course_number`,
    [tenant.id, personId],
  );
  const certifications = await client.query<CertificationView>(
    `SELECT certification_name AS "certificationName", certification_number AS "certificationNumber",
       issuing_organization AS "issuingOrganization", issue_date AS "issueDate",
       expiration_date AS "expirationDate", notes, status, import_id AS "importId"
     FROM certification_records WHERE tenant_id = $1 AND person_id = $2
     ORDER BY issue_date DESC, certification_name, record_id`,
    [tenant.id, personId],
  );
  return { courses: courses.rows, certifications: certifications.rows };
}

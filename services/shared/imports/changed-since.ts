import type { Queryable } from '../postgres/pool.ts';

/** A check run that is concluded. */
export interface ConcludedCheck {
  readonly checkRun: string;
  readonly tenantId: number;
}

/**
 * How many of the records that a checked file names were written since it was checked: 0 at once where the tenant had
 * no import since, else by looking each record up.
 */
export async function countChangedSince(
  client: Queryable,
  { checkRun, tenantId }: ConcludedCheck,
): Promise<number> {
  if (!(await mayHaveChanged(client, checkRun, tenantId))) return 0;
  // The LIMIT keeps PostgreSQL to looking records up one by one: it has no statistics of rows that were just written,
  // and would otherwise read all records of the tenant.
  const { rows } = await client.query<{ changed: number }>(
    `SELECT count(*) AS changed FROM (
       SELECT DISTINCT checked.person_id, checked.course_number
       FROM import_checks
         JOIN checked_courses AS checked USING (import_id)
         CROSS JOIN LATERAL (
           SELECT version FROM course_records AS stored
           WHERE stored.tenant_id = $2 AND stored.person_id = checked.person_id
             AND stored.course_number = checked.course_number
           LIMIT 1
         ) AS stored
       WHERE import_checks.import_id = $1
         AND stored.version > checked_version AND stored.version <> ALL (seen_versions)
     ) AS records`,
    [checkRun, tenantId],
  );
  return Number(rows[0]?.changed ?? 0);
}

/** An import that wrote something after the check was still running then. */
async function mayHaveChanged(client: Queryable, checkRun: string, tenantId: number): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM import_checks AS checked
     WHERE checked.import_id = $1
       AND (SELECT last_value FROM record_version) > checked.checked_version
       AND EXISTS (
         SELECT FROM imports
         WHERE tenant_id = $2 AND type = 'courses' AND check_of IS NULL
           AND status IN ('in_progress', 'complete', 'complete_with_errors', 'cancelled')
           AND (completed_at IS NULL OR completed_at >= checked.checked_at)
       )`,
    [checkRun, tenantId],
  );
  return rows.length > 0;
}

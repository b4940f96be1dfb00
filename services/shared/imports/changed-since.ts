import pg from 'pg';
import type { Queryable } from '../postgres/pool.ts';
import { APPLIED_IMPORT } from './import-view.ts';

/** A check run that is concluded. */
export interface ConcludedCheck {
  readonly checkRun: string;
  readonly tenantId: number;
}

/**
 * For how long records are looked up. Somebody waits for it, and whoever applies a check holds the import's row. With
 * more, or none, a statement's own limit would end it: two million took half a minute on two busy cores, and such a
 * file could be neither shown nor imported.
 */
const COUNT_WITHIN_MS = 5_000;

/** SQLSTATE of a statement that was ended by `statement_timeout`. */
const QUERY_CANCELED = '57014';

/**
 * How many of the records that a checked file names were written since it was checked: 0 at once where the tenant had
 * no import since, else by looking each record up. To be called in a transaction.
 *
 * @returns null when it takes too long to say
 */
export async function countChangedSince(
  client: Queryable,
  { checkRun, tenantId }: ConcludedCheck,
): Promise<number | null> {
  if (!(await mayHaveChanged(client, checkRun, tenantId))) return 0;
  await client.query('SAVEPOINT before_count');
  await client.query(`SET LOCAL statement_timeout = ${COUNT_WITHIN_MS}`);
  const changed = await countWritten(client, checkRun, tenantId).catch((error: unknown) => {
    if (error instanceof pg.DatabaseError && error.code === QUERY_CANCELED) return null;
    throw error;
  });
  // Takes the time limit back as well.
  await client.query('ROLLBACK TO SAVEPOINT before_count');
  return changed;
}

async function countWritten(client: Queryable, checkRun: string, tenantId: number): Promise<number> {
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
         WHERE tenant_id = $2 AND type = 'courses' AND ${APPLIED_IMPORT}
           AND (completed_at IS NULL OR completed_at >= checked.checked_at)
       )`,
    [checkRun, tenantId],
  );
  return rows.length > 0;
}

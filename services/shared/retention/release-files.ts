import { insertRemovals } from '../object-store/intents.ts';
import type { Queryable } from '../postgres/pool.ts';

/**
 * Takes the original and the error file away from imports that have ended, with what was taken from the original and what
 * became of its rows. Files of an import in progress stay: its rows are still read from the original, and without it they would never
 * be applied.
 *
 * In one statement each file's key moves from its import to an intent, so that a crash leaves no import with a link to
 * nothing and no file that nothing refers to. Whoever sweeps intents removes the objects (`sweepAbandoned`).
 *
 * @param actor who does it, for the audit log
 * @returns the imports that had files and have none any more
 */
export async function releaseFiles(
  client: Queryable,
  importIds: readonly string[],
  actor: 'operator' | 'retention',
): Promise<string[]> {
  const { rows } = await client.query<{ import_id: string }>(
    `WITH ended AS (
       SELECT import_id, tenant_id, original_key, error_file_key FROM imports
       WHERE import_id = ANY($1::uuid[]) AND status <> 'in_progress' AND check_of IS NULL
         AND (original_key IS NOT NULL OR error_file_key IS NOT NULL)
       ORDER BY import_id FOR UPDATE
     ), released AS (
       UPDATE imports SET original_key = NULL, error_file_key = NULL, inspection = NULL, warnings = '[]',
         files_removed_at = now()
       FROM ended WHERE imports.import_id = ended.import_id
     ), results AS (
       DELETE FROM import_row_results USING ended WHERE import_row_results.import_id = ended.import_id
     ), audited AS (
       INSERT INTO audit_events (tenant_id, actor, action, import_id)
       SELECT tenant_id, $2::text, 'files.removed', import_id FROM ended
     ), intended AS (
       ${insertRemovals('ended, unnest(ARRAY[original_key, error_file_key]) AS key WHERE key IS NOT NULL')}
     )
     SELECT import_id FROM ended`,
    [importIds, actor],
  );
  return rows.map((row) => row.import_id);
}

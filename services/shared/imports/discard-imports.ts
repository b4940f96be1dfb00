import type { Queryable } from '../postgres/pool.ts';
import { UNAPPLIED_STATUSES } from './import-view.ts';

/**
 * Discards imports that are not applied: nobody finds them any more, their check ends, and retention removes what there
 * is of them (`removeChecks`). Others are left as they are.
 *
 * @param actor who does it, for the audit log
 * @returns those that were discarded
 */
export async function discardImports(
  client: Queryable,
  importIds: readonly string[],
  actor: string,
): Promise<string[]> {
  const { rows } = await client.query<{ import_id: string }>(
    `WITH unapplied AS (
       SELECT import_id, tenant_id FROM imports
       WHERE import_id = ANY($1::uuid[]) AND check_of IS NULL AND status = ANY($3)
       ORDER BY import_id FOR UPDATE
     ), discarded AS (
       UPDATE imports SET status = 'discarded', last_updated = now(), revision = revision + 1
       FROM unapplied WHERE imports.import_id = unapplied.import_id
     ), cancelled AS (
       UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, now())
       FROM unapplied WHERE imports.check_of = unapplied.import_id AND imports.status = 'in_progress'
     ), forgotten AS (
       DELETE FROM idempotency_keys USING unapplied WHERE idempotency_keys.import_id = unapplied.import_id
     ), audited AS (
       INSERT INTO audit_events (tenant_id, actor, action, import_id)
       SELECT tenant_id, $2::text, 'import.discarded', import_id FROM unapplied
     )
     SELECT import_id, pg_notify('import_changed', tenant_id || ':' || import_id) FROM unapplied`,
    [importIds, actor, UNAPPLIED_STATUSES],
  );
  return rows.map((row) => row.import_id);
}

import { sweepAbandoned } from '../object-store/intents.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import type { Queryable } from '../postgres/pool.ts';

/** Imports in one statement; each may have hundreds of thousands of failures, whose rows go with it. */
const PAGE = 20;

/**
 * Removes the original and error files, and the failures they explain, of imports that finished longer ago than their
 * tenant keeps files. What was counted stays, and so do the records. Several processes may do it at once.
 *
 * A file's key moves from its import to an intent in one statement, and whoever sweeps intents removes the object: a
 * crash in between leaves no import with a link to nothing, and no file that nothing refers to.
 *
 * @returns the imports whose files were removed
 */
export async function removeOldFiles(
  client: Queryable,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  let page = PAGE;
  while (page === PAGE && !signal.aborted) {
    page = await releasePage(client);
    removed += page;
  }
  while (!signal.aborted && (await sweepAbandoned(client, store)) > 0);
  return removed;
}

async function releasePage(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ imports: number }>(
    `WITH old AS (
       SELECT import_id, i.tenant_id, original_key, error_file_key
       FROM imports i JOIN tenants USING (tenant_id)
       WHERE completed_at < now() - make_interval(days => file_retention_days)
         AND (original_key IS NOT NULL OR error_file_key IS NOT NULL)
       ORDER BY completed_at LIMIT $1
       FOR UPDATE OF i SKIP LOCKED
     ), released AS (
       UPDATE imports SET original_key = NULL, error_file_key = NULL, files_removed_at = now()
       FROM old WHERE imports.import_id = old.import_id
     ), intended AS (
       INSERT INTO object_intents (object_key, tenant_id, created_at)
       SELECT key, tenant_id, '-infinity' FROM old, unnest(ARRAY[original_key, error_file_key]) AS key
       WHERE key IS NOT NULL
     ), failures AS (
       DELETE FROM import_failures USING old WHERE import_failures.import_id = old.import_id
     ), rows_of_feeds AS (
       DELETE FROM feed_rows USING old WHERE feed_rows.import_id = old.import_id
     ), audited AS (
       INSERT INTO audit_events (tenant_id, actor, action, import_id)
       SELECT tenant_id, 'retention', 'files.removed', import_id FROM old
     )
     SELECT count(*) AS imports FROM old`,
    [PAGE],
  );
  return Number(rows[0]?.imports ?? 0);
}

import { sweepAbandoned } from '../object-store/intents.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { releaseFiles } from './release-files.ts';

/** Imports looked up at once; only bounds the list. */
const PAGE = 20;

/**
 * Removes the original and error files of imports that finished longer ago than their tenant keeps files, the failures they
 * explain, and what became of each row; check runs have those of their import (`removeChecks`). What was counted stays, and so do the
 * records. Several processes may do it at once.
 *
 * @returns the imports whose files were removed
 */
export async function removeOldFiles(
  client: Queryable,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  while (!signal.aborted) {
    const old = await oldImports(client);
    for (const importId of old) {
      await removeRows(client, importId);
      removed += (await releaseFiles(client, [importId], 'retention')).length;
    }
    if (old.length < PAGE) break;
  }
  while (!signal.aborted && (await sweepAbandoned(client, store)) > 0);
  return removed;
}

async function oldImports(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ import_id: string }>(
    `SELECT import_id FROM imports i JOIN tenants USING (tenant_id)
     WHERE completed_at < now() - make_interval(days => file_retention_days) AND check_of IS NULL
       AND (original_key IS NOT NULL OR error_file_key IS NOT NULL)
     ORDER BY completed_at LIMIT $1`,
    [PAGE],
  );
  return rows.map((row) => row.import_id);
}

/**
 * Before the import's keys go, by which it is found: should this be interrupted, it is done again. One import at a
 * time, since each may have hundreds of thousands of failures, and a statement only so long
 * (schemas/postgres/0010_stalls.sql).
 */
async function removeRows(client: Queryable, importId: string): Promise<void> {
  await client.query('DELETE FROM import_failures WHERE import_id = $1', [importId]);
  await client.query('DELETE FROM import_failure_pages WHERE import_id = $1', [importId]);
  await client.query('DELETE FROM feed_rows WHERE import_id = $1', [importId]);
}

import type { Queryable } from '../postgres/pool.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * An object is written under an intent: a row that says it may exist although nothing refers to it. The transaction
 * that commits the reference removes the row, so whatever a crash leaves behind is found and swept.
 */
export async function recordIntent(client: Queryable, key: string, tenantId: number): Promise<void> {
  await client.query('INSERT INTO object_intents (object_key, tenant_id) VALUES ($1, $2)', [key, tenantId]);
}

export async function recordMultipart(client: Queryable, key: string, uploadId: string): Promise<void> {
  await client.query('UPDATE object_intents SET upload_id = $2 WHERE object_key = $1', [key, uploadId]);
}

/** To be called in the transaction that commits the reference to `key`, or once the object is known to be deleted. */
export async function removeIntent(client: Queryable, key: string): Promise<void> {
  await client.query('DELETE FROM object_intents WHERE object_key = $1', [key]);
}

/**
 * The statement that leaves objects to the sweeper at once, as nothing refers to them any more.
 *
 * @param objects what follows FROM: rows with a `key` and a `tenant_id`
 */
export function insertRemovals(objects: string): string {
  return `INSERT INTO object_intents (object_key, tenant_id, created_at)
    SELECT key, tenant_id, '-infinity' FROM ${objects} ON CONFLICT DO NOTHING`;
}

/** Far above the longest upload or error file, so that an object still being written is never taken for a leftover. */
const ABANDONED_AFTER = '3 hours';

/** Removes objects and unfinished uploads whose writer has long ended. Returns how many. */
export async function sweepAbandoned(client: Queryable, store: ObjectStore): Promise<number> {
  const { rows } = await client.query<{ object_key: string; upload_id: string | null }>(
    'SELECT object_key, upload_id FROM object_intents WHERE created_at < now() - $1::interval ORDER BY created_at LIMIT 100',
    [ABANDONED_AFTER],
  );
  for (const { object_key: key, upload_id: uploadId } of rows) {
    if (uploadId !== null) await store.abortMultipart(key, uploadId);
    await store.remove(key);
    await removeIntent(client, key);
  }
  return rows.length;
}

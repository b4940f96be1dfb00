import { insertRemovals } from '#shared/object-store/intents.ts';
import type { ObjectStore, StoredObject } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';

/** Keys that are looked up at once. */
const KEYS = 1_000;

export interface OrphanFiles {
  /** Files that were uploaded after the time that PostgreSQL was restored to: the only copies of what was accepted. */
  readonly originals: readonly StoredObject[];
  /** How many error files are of no import; ingest removes them. */
  readonly errorFiles: number;
}

/**
 * Finds the objects that no import refers to. Originals are kept, also those whose upload was under way at that time,
 * which would else be removed as abandoned.
 */
export async function findOrphanFiles(pool: Pool, store: ObjectStore): Promise<OrphanFiles> {
  const originals: StoredObject[] = [];
  let errorFiles = 0;
  for await (const objects of pages(store.list(''))) {
    const unknown = await unreferred(pool, objects);
    originals.push(...unknown.filter(({ key }) => key.includes('/originals/')));
    errorFiles += await leaveToSweeper(
      pool,
      unknown.filter(({ key }) => key.includes('/errors/')),
    );
  }
  await pool.query('DELETE FROM object_intents WHERE object_key = ANY($1)', [
    originals.map(({ key }) => key),
  ]);
  return { originals, errorFiles };
}

async function* pages(objects: AsyncIterable<StoredObject>): AsyncGenerator<StoredObject[]> {
  let page: StoredObject[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length < KEYS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

async function unreferred(pool: Pool, objects: readonly StoredObject[]): Promise<StoredObject[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT key FROM unnest($1::text[]) AS key
     WHERE key NOT IN (SELECT original_key FROM imports WHERE original_key IS NOT NULL)
       AND key NOT IN (SELECT error_file_key FROM imports WHERE error_file_key IS NOT NULL)`,
    [objects.map(({ key }) => key)],
  );
  const keys = new Set(rows.map(({ key }) => key));
  return objects.filter(({ key }) => keys.has(key));
}

/** As intents, which ingest sweeps; those of a tenant that is not known any more are left. */
async function leaveToSweeper(pool: Pool, errorFiles: readonly StoredObject[]): Promise<number> {
  await pool.query(
    insertRemovals("unnest($1::text[]) AS key JOIN tenants ON tenant_id::text = split_part(key, '/', 1)"),
    [errorFiles.map(({ key }) => key)],
  );
  return errorFiles.length;
}

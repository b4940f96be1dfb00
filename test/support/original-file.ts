import { createObjectStore } from '#shared/object-store/object-store.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from './credentials.ts';
import { sql } from './product.ts';

/** Removes an import's original from the object store, of which no row is told. */
export async function removeOriginal(importId: string): Promise<void> {
  const [row] = await sql<{ original_key: string }>('SELECT original_key FROM imports WHERE import_id = $1', [
    importId,
  ]);
  if (row === undefined) throw new Error(`There is no import ${importId}`);
  await createObjectStore(readConfig(serviceEnvironment('ingest'))).remove(row.original_key);
}

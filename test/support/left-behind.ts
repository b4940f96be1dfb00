import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pg from 'pg';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from './credentials.ts';
import { endpoints, sql } from './product.ts';
import { dataDir } from './running-product.ts';

export interface LeftBehind {
  /** Objects that no import refers to. */
  readonly objects: string[];
  /** Keys of multipart uploads that were neither completed nor aborted. */
  readonly multipartUploads: string[];
  readonly intents: string[];
}

/** A file that the store was writing when it was killed: its own matter, under no name that anybody could ask for. */
const TORN = /[0-9a-f]{12}(-\d+|-stub)?-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What uploads and error files may have left in the object store and beside it. Looked for in the embedded store's
 * folder: it cannot list uploads, and no objects either once it was killed in the middle of a write.
 */
export async function leftBehind(): Promise<LeftBehind> {
  const folder = join(dataDir(), 's3', 'objects', endpoints().s3.bucket);
  const intents = await sql<{ object_key: string }>('SELECT object_key FROM object_intents');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !TORN.test(name));
  const referred = await sql<{ key: string }>(
    'SELECT unnest(ARRAY[original_key, error_file_key]) AS key FROM imports WHERE original_key IS NOT NULL OR error_file_key IS NOT NULL',
  );
  const known = new Set(referred.map(({ key }) => key));
  // An upload's parts lie under `.mpus-`, and a file of its own id at the top.
  const isPart = (name: string) => name.startsWith('.mpus-') || !name.includes('/');
  return {
    objects: files.filter((name) => !isPart(name) && !known.has(name)),
    multipartUploads: files.filter(isPart),
    intents: intents.map(({ object_key }) => object_key),
  };
}

export const NOTHING: LeftBehind = { objects: [], multipartUploads: [], intents: [] };

/** Removes what nothing refers to, with ingest's rights, as ingest does once it is three hours old. */
export async function sweepNow(): Promise<void> {
  await sql("UPDATE object_intents SET created_at = created_at - interval '4 hours'");
  const config = readConfig(serviceEnvironment('ingest'));
  const client = new pg.Client({ connectionString: config.POSTGRES_PRODUCER_URL });
  await client.connect();
  try {
    const store = createObjectStore(config);
    while ((await sweepAbandoned(client, store)) > 0);
  } finally {
    await client.end();
  }
}

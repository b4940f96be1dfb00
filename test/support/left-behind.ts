import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import pg from 'pg';
import { inject } from 'vitest';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from './credentials.ts';
import { endpoints, sql } from './product.ts';

export interface LeftBehind {
  /** Objects that no import refers to. */
  readonly objects: string[];
  /** Keys of multipart uploads that were neither completed nor aborted. */
  readonly multipartUploads: string[];
  readonly intents: string[];
}

/** What uploads and error files may have left in the object store and beside it. */
export async function leftBehind(): Promise<LeftBehind> {
  const { endpoint, accessKey, secretKey, bucket } = endpoints().s3;
  const { hostname, port } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey,
    secretKey,
    region: 'us-east-1',
  });
  const intents = await sql<{ object_key: string }>('SELECT object_key FROM object_intents');
  const objects = await names(client.listObjectsV2(bucket, '', true));
  const referred = await sql<{ key: string }>(
    'SELECT unnest(ARRAY[original_key, error_file_key]) AS key FROM imports WHERE original_key IS NOT NULL OR error_file_key IS NOT NULL',
  );
  const known = new Set(referred.map(({ key }) => key));
  return {
    // The embedded store lists what it keeps of unfinished uploads as objects too.
    objects: objects.filter((name) => name.includes('/') && !name.startsWith('.mpus-') && !known.has(name)),
    multipartUploads: await unfinishedUploads(),
    intents: intents.map(({ object_key }) => object_key),
  };
}

async function names(stream: AsyncIterable<{ name?: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { name = '' } of stream) found.push(name);
  return found;
}

/** The embedded store cannot list uploads, so they are looked for in its folder, where it keeps their parts. */
async function unfinishedUploads(): Promise<string[]> {
  const files = await readdir(join(inject('dataDir'), 's3', 'objects'), { recursive: true });
  return files.filter((name) => name.includes('.mpus-'));
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

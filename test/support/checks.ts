import pg from 'pg';
import type { CheckView } from '#shared/imports/check-view.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { removeChecks } from '#shared/retention/remove-checks.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { serviceEnvironment } from './credentials.ts';
import {
  accept,
  type ClientName,
  call,
  callJson,
  eventually,
  finished,
  sql,
  type UploadOptions,
} from './product.ts';

/** Uploads a file that must be accepted to be checked. */
export function acceptCheck(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  return accept(content, { ...options, query: { ...options.query, check: 'true' } });
}

/** Waits until a check has ended, bearing with a service that is being started again. */
export async function checked(importId: string, client: ClientName = 'acme-hr'): Promise<ImportView> {
  const view = await eventually(
    async () => {
      const response = await call(client, `/api/imports/${importId}`).catch(() => undefined);
      return response?.ok ? ((await response.json()) as ImportView) : undefined;
    },
    (found) => found !== undefined && found.status !== 'Checking',
    90_000,
  );
  return view as ImportView;
}

/** Uploads a file to be checked and waits until that is done. */
export async function checkFile(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<ImportView> {
  const { id } = await acceptCheck(content, options);
  return checked(id, options.client);
}

/** What a check has found. */
export async function findings(importId: string, client: ClientName = 'acme-hr'): Promise<CheckView> {
  const { status, body } = await callJson<CheckView>(client, `/api/imports/${importId}/check`);
  if (status !== 200) throw new Error(`No check: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Imports what was checked and waits until that is finished. */
export async function applyChecked(importId: string, client: ClientName = 'acme-hr'): Promise<ImportView> {
  const answer = await call(client, `/api/imports/${importId}/apply`, { method: 'POST' });
  if (answer.status !== 202) throw new Error(`Not applied: ${answer.status} ${await answer.text()}`);
  return finished(importId, client);
}

/** Removes what is left of checks, with ingest's rights, as ingest does again and again. */
export async function removeChecksNow(): Promise<number> {
  const config = readConfig(serviceEnvironment('ingest'));
  const client = new pg.Client({ connectionString: config.POSTGRES_PRODUCER_URL });
  await client.connect();
  try {
    return await removeChecks(client, createObjectStore(config), new AbortController().signal);
  } finally {
    await client.end();
  }
}

/** Waits until nothing of an import is stored any more, while ingest removes it. */
export async function untilRemoved(importId: string, checkRuns: readonly string[] = []): Promise<void> {
  await eventually(
    async () => {
      await removeChecksNow();
      return rowsOf([importId, ...checkRuns]);
    },
    (rows) => Object.keys(rows).length === 0,
  );
}

/** How many rows of imports and check runs there are in each table that names imports, but for the audit log. */
async function rowsOf(importIds: readonly string[]): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'import_id'
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> 'audit_events'`,
  );
  const counted = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<{ rows: number }>(
        `SELECT count(*)::int AS rows FROM ${name} WHERE import_id = ANY($1::uuid[])`,
        [importIds],
      );
      return [name, row?.rows ?? 0] as const;
    }),
  );
  return Object.fromEntries(counted.filter(([, rows]) => rows > 0));
}

/** The check runs that an import has, the latest last. */
export async function checkRunsOf(importId: string): Promise<string[]> {
  const rows = await sql<{ import_id: string }>(
    'SELECT import_id FROM imports WHERE check_of = $1 ORDER BY accepted_us',
    [importId],
  );
  return rows.map((row) => row.import_id);
}

import { Refusal } from '#shared/http/refusal.ts';
import { SHOWN_ERROR_FILE, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';

/** A stored file of an import, and how it is offered. */
export interface ImportFile {
  readonly key: string;
  readonly fileName: string;
  readonly charset: string;
  /** Undefined when it is not known; then a broken download shows by its missing end alone. */
  readonly bytes: number | undefined;
}

interface FileRow {
  readonly type: string;
  readonly file_name: string | null;
  readonly original_key: string | null;
  readonly original_bytes: number | null;
  readonly error_file_key: string | null;
  readonly encoding: string | null;
}

/** @throws Refusal `not-found` when there is no such import, or no original of it (a feed) */
export async function originalFile(pool: Pool, tenant: Tenant, id: string): Promise<ImportFile> {
  const row = await fileRow(pool, tenant, id);
  if (row?.original_key == null) throw new Refusal('not-found', message('problems.no-original'));
  return {
    key: row.original_key,
    fileName: row.file_name ?? `${row.type}.csv`,
    charset: row.encoding ?? 'utf-8',
    bytes: row.original_bytes ?? undefined,
  };
}

/** @throws Refusal `not-found` when there is no such import, or no error file of it (yet) */
export async function errorFile(pool: Pool, tenant: Tenant, id: string): Promise<ImportFile> {
  const row = await fileRow(pool, tenant, id);
  if (row?.error_file_key == null) throw new Refusal('not-found', message('problems.no-error-file'));
  return {
    key: row.error_file_key,
    fileName: errorFileName(row.file_name ?? `${row.type}.csv`),
    charset: 'utf-8',
    bytes: undefined,
  };
}

/** `history.csv` becomes `history-errors.csv`. */
export function errorFileName(original: string): string {
  return `${original.replace(/\.csv$/i, '')}-errors.csv`;
}

async function fileRow(pool: Pool, tenant: Tenant, id: string): Promise<FileRow | undefined> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<FileRow>(
      `SELECT type, file_name, original_key, original_bytes, ${SHOWN_ERROR_FILE} AS error_file_key,
         parse_settings #>> '{dialect,encoding}' AS encoding
       FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    ),
  );
  return rows[0];
}

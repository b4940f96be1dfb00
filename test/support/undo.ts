import type { ImportView } from '#shared/imports/import-view.ts';
import { type ClientName, call, callJson, clickhouse, finished, sql } from './product.ts';

export interface Preview {
  readonly restored: number;
  readonly removed: number;
  readonly stayed: number;
  readonly until: string | null;
  readonly allowed: boolean;
  readonly refusal: string | null;
}

interface Problem {
  readonly code: string;
}

/** Asks for an undo, whatever comes of it. */
export function askUndo(
  path: string,
  client: ClientName = 'acme-hr',
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: ImportView & Problem }> {
  return callJson<ImportView & Problem>(client, path, { method: 'POST', headers });
}

/** Begins the undo of an import, which must be accepted. */
export async function beginUndo(
  importId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ImportView> {
  const { status, body } = await askUndo(`/api/imports/${importId}/undo`, 'acme-hr', headers);
  if (status !== 202) throw new Error(`Not accepted: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Undoes an import and waits until that is finished. */
export async function undone(
  importId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ImportView> {
  const { id } = await beginUndo(importId, headers);
  return finished(id);
}

/** The code of the refusal of what is asked for. */
export async function refusalOf(path: string, client?: ClientName): Promise<string> {
  const { status, body } = await askUndo(path, client);
  return `${status} ${body.code}`;
}

export async function previewOf(importId: string): Promise<Preview> {
  return (await callJson<Preview>('acme-hr', `/api/imports/${importId}/undo`)).body;
}

export async function viewOf(importId: string): Promise<ImportView> {
  return (await (await call('acme-hr', `/api/imports/${importId}`)).json()) as ImportView;
}

/** Every course whose number begins with `prefix`, with all that is stored of it but its version. */
export async function courseDump(prefix: string): Promise<string[]> {
  const rows = await sql<{ line: string }>(
    `SELECT (to_jsonb(c) - 'version')::text AS line FROM course_records c
     WHERE starts_with(course_number, $1) ORDER BY tenant_id, person_id, course_number`,
    [prefix],
  );
  return rows.map(({ line }) => line);
}

/** Keys and versions of courses in both databases, which must be the same. */
export async function courseVersions(prefix: string): Promise<{ stored: string[]; mirrored: string[] }> {
  const stored = await sql<{ line: string }>(
    `SELECT concat_ws(' ', person_id, course_number, import_id, position_us, version) AS line FROM course_records
     WHERE starts_with(course_number, $1)`,
    [prefix],
  );
  const mirrored = await clickhouse<{ line: string }>(
    `SELECT concatWithSeparator(' ', toString(person_id), course_number, toString(import_id), toString(position_us),
       toString(version)) AS line
     FROM course_records FINAL WHERE startsWith(course_number, {prefix: String})`,
    { prefix },
  );
  const lines = (rows: readonly { line: string }[]) => rows.map(({ line }) => line).sort();
  return { stored: lines(stored), mirrored: lines(mirrored) };
}

/** What stands in the undo's list: the record, what became of it, and what changed it. */
export async function undoRows(undo: string): Promise<{ key: string; changed_by: string | null }[]> {
  return sql(
    `SELECT coalesce(course_number, record_id::text) AS key, changed_by FROM undo_records
     WHERE import_id = $1 ORDER BY row_number`,
    [undo],
  );
}

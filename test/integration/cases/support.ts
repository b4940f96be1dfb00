import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Question } from '#shared/csv/inspection/inspection.ts';
import type { ImportView } from '#shared/imports/import-view.ts';
import { type CommandResult, runCommand } from '../../support/commands.ts';
import { call, sql, type UploadOptions, upload } from '../../support/product.ts';
import { dataDir } from '../../support/running-product.ts';

export const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
export const CERTIFICATIONS = 'Username,Certification Name,Issue Date';

export const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Text as single bytes: what is below U+0100 stands for its byte. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly columns?: readonly string[];
  readonly found?: readonly string[];
  readonly suggestions?: readonly { readonly title: string; readonly column: string }[];
  readonly questions?: readonly Question[];
}

/** Uploads what must be refused. */
export async function refusal(
  content: string | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<Problem> {
  const response = await upload(content, options);
  if (response.status === 202) throw new Error('accepted');
  return (await response.json()) as Problem;
}

/** The bytes of the error file of an import that has one. */
export async function errorFile(view: ImportView): Promise<Buffer<ArrayBuffer>> {
  const response = await call('acme-hr', view.links.errors ?? '');
  return Buffer.from(await response.arrayBuffer());
}

/** The courses of one person by number. */
export function courses(username: string): Promise<Record<string, unknown>[]> {
  return sql(
    `SELECT course_number, course_name, course_type, completion_date::text, instructor
     FROM course_records JOIN people USING (tenant_id, person_id)
     WHERE username_folded = $1 ORDER BY course_number`,
    [username],
  );
}

export function certifications(username: string): Promise<Record<string, unknown>[]> {
  return sql(
    `SELECT certification_name, issue_date::text, expiration_date::text
     FROM certification_records JOIN people USING (tenant_id, person_id)
     WHERE username_folded = $1 ORDER BY certification_name`,
    [username],
  );
}

/** Runs `npm run import` on a file of this content. */
export async function runImport(
  content: string | Uint8Array,
  ...options: readonly string[]
): Promise<CommandResult> {
  const path = join(dataDir(), `case-${Date.now()}.csv`);
  await writeFile(path, content);
  return runCommand('import', [path, ...options]);
}

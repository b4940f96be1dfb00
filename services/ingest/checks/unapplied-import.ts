import { Refusal } from '#shared/http/refusal.ts';
import { type ImportStatus, STATUS_TEXTS, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message, type Said } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../upload/tenant.ts';

/** Who calls, and for which tenant. */
export interface Caller {
  readonly tenant: Tenant;
  /** The person's username, or the program's id. */
  readonly subject: string;
}

export interface LockedImport {
  readonly status: ImportStatus;
  readonly initiated_by: string;
  readonly original_key: string | null;
  /** What everything about the import is written in, whoever changes it. */
  readonly language: Language;
}

/** How long a call waits for PostgreSQL to come back, or for what aggregator is doing with the import. */
const WITHIN_MS = 10_000;

/**
 * Runs a transaction of the caller's tenant, again when an error passes: aggregator changes an import that is checked
 * too.
 */
export function change<Result>(
  pool: Pool,
  { tenant }: Caller,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return retry(() => asTenant(pool, tenant.slug, work), { signal: AbortSignal.timeout(WITHIN_MS) });
}

/** Locks an import of the caller's tenant, so that of two calls at once one comes first. @throws Refusal `not-found` */
export async function lockImport(client: Client, id: string): Promise<LockedImport> {
  const { rows } = await client.query<LockedImport>(
    `SELECT status, initiated_by, original_key, language FROM imports WHERE import_id = $1 AND ${VISIBLE_IMPORT} FOR UPDATE`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
  return row;
}

/** What a refusal says of an import's status. */
export function statusMessage(
  id: `problems.status-${'needs-approval' | 'not-ready' | 'not-discardable' | 'already-applied'}`,
  status: ImportStatus,
): Said {
  return ({ text }) => text(id, { status: text(`imports.status.${STATUS_TEXTS[status]}`) });
}

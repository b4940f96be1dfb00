import { Refusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import { UPLOADED_TODAY } from './daily-limit.ts';

/** What an upload must know of its tenant. */
export interface Tenant {
  readonly slug: string;
  readonly id: number;
  readonly maxFileBytes: number;
  readonly maxFileRows: number;
  readonly maxBytesADay: number;
  /** What it may still upload today, as of now; the transaction that accepts a file decides. */
  readonly bytesLeftToday: number;
  /** Whether its files are checked before they are imported, since some may have to be approved. */
  readonly holdsImports: boolean;
}

interface TenantRow {
  readonly tenant_id: number;
  readonly max_file_bytes: number;
  readonly max_file_rows: number;
  readonly max_bytes_a_day: number;
  readonly uploaded_today: number;
  readonly holds_imports: boolean;
}

/** @throws Refusal `forbidden` when the caller's tenant does not exist */
export async function findTenant(pool: Pool, slug: string): Promise<Tenant> {
  const { rows } = await asTenant(pool, slug, (client) =>
    client.query<TenantRow>(
      `SELECT tenant_id, max_file_bytes, max_file_rows, max_bytes_a_day, ${UPLOADED_TODAY} AS uploaded_today,
         hold_above_percent IS NOT NULL OR hold_above_rows IS NOT NULL AS holds_imports
       FROM tenants WHERE slug = $1`,
      [slug],
    ),
  );
  const row = rows[0];
  if (row === undefined) throw new Refusal('forbidden', message('problems.organization-unknown'));
  return {
    slug,
    id: row.tenant_id,
    maxFileBytes: row.max_file_bytes,
    maxFileRows: row.max_file_rows,
    maxBytesADay: row.max_bytes_a_day,
    bytesLeftToday: row.max_bytes_a_day - row.uploaded_today,
    holdsImports: row.holds_imports,
  };
}

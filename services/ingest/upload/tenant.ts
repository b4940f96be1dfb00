import { Refusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';

/** What an upload must know of its tenant. */
export interface Tenant {
  readonly slug: string;
  readonly id: number;
  readonly maxFileBytes: number;
}

/** @throws Refusal `forbidden` when the caller's tenant is none of ours */
export async function findTenant(pool: Pool, slug: string): Promise<Tenant> {
  const { rows } = await asTenant(pool, slug, (client) =>
    client.query<{ tenant_id: number; max_file_bytes: number }>(
      'SELECT tenant_id, max_file_bytes FROM tenants WHERE slug = $1',
      [slug],
    ),
  );
  const row = rows[0];
  if (row === undefined) throw new Refusal('forbidden', 'Your organization is not known here.');
  return { slug, id: row.tenant_id, maxFileBytes: row.max_file_bytes };
}

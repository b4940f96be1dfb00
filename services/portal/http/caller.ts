import { isAdmin, type Principal } from '#shared/auth/principal.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';

export interface Tenant {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** how many bytes a file may have, for the pages to show before an upload; ingest decides */
  readonly maxFileBytes: number;
}

/** Who makes a request, and for which tenant. */
export interface Caller {
  readonly tenant: Tenant;
  /** The person's username, or the program's id. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly isAdmin: boolean;
}

/**
 * A tenant's name and limit may change, and a deleted tenant may be created again under another id. What is shown is at most
 * this old; rows are read by the slug (row-level security), so nothing of the former tenant is.
 */
const TENANT_FRESH_MS = 10_000;

/** Finds the tenant a principal belongs to, in memory most of the time. */
export function createCallers(pool: Pool): (principal: Principal) => Promise<Caller> {
  const known = new Map<string, { tenant: Tenant; until: number }>();
  return async (principal) => {
    const { tenant: slug, subject, roles } = principal;
    let entry = known.get(slug);
    if (entry === undefined || entry.until < Date.now()) {
      entry = { tenant: await readTenant(pool, slug), until: Date.now() + TENANT_FRESH_MS };
      known.set(slug, entry);
    }
    return {
      tenant: entry.tenant,
      subject,
      name: principal.name ?? subject,
      roles,
      isAdmin: isAdmin(principal),
    };
  };
}

async function readTenant(pool: Pool, slug: string): Promise<Tenant> {
  const { rows } = await asTenant(pool, slug, (client) =>
    client.query<Tenant>(
      'SELECT tenant_id AS id, slug, name, max_file_bytes AS "maxFileBytes" FROM tenants WHERE slug = $1',
      [slug],
    ),
  );
  const tenant = rows[0];
  if (tenant === undefined) throw new Refusal('forbidden', message('problems.organization-not-set-up'));
  return tenant;
}

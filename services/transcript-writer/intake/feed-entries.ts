import type { RecordType } from '#shared/csv/record-types.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';
import type { ImportInfo } from './row.ts';

/** Bounded feeds of a tenant that take records now, by import id. */
export async function openFeeds(
  client: Queryable,
  tenantId: number,
  importIds: readonly string[],
): Promise<Map<string, ImportInfo>> {
  if (importIds.length === 0) return new Map();
  const { rows } = await client.query<{ import_id: string; type: RecordType }>(
    `SELECT import_id, type FROM imports
     WHERE tenant_id = $1 AND import_id = ANY($2::uuid[]) AND source = 'feed' AND feed_day IS NULL AND status = 'In progress'`,
    [tenantId, importIds],
  );
  return new Map(rows.map((row) => [row.import_id, { importId: row.import_id, tenantId, type: row.type }]));
}

/** Entries remembered; a tenant has two a day. */
const REMEMBERED = 10_000;

/** The running entries of feeds without an end: one for each tenant, type and day (UTC), made when first needed. */
export class RunningEntries {
  readonly #known = new Map<string, ImportInfo>();

  /** @param day YYYY-MM-DD (UTC) on which the broker received the record */
  async find(
    client: Queryable,
    tenant: { id: number; slug: string },
    type: RecordType,
    day: string,
  ): Promise<ImportInfo> {
    const key = `${tenant.id} ${type} ${day}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const importId =
      (await findEntry(client, tenant.id, type, day)) ?? (await makeEntry(client, tenant, type, day));
    const entry = { importId, tenantId: tenant.id, type };
    this.#known.set(key, entry);
    return entry;
  }
}

async function findEntry(
  client: Queryable,
  tenantId: number,
  type: RecordType,
  day: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ import_id: string }>(
    'SELECT import_id FROM imports WHERE tenant_id = $1 AND type = $2 AND feed_day = $3',
    [tenantId, type, day],
  );
  return rows[0]?.import_id;
}

async function makeEntry(
  client: Queryable,
  tenant: { id: number; slug: string },
  type: RecordType,
  day: string,
): Promise<string> {
  const acceptedUs = await advanceTenantClock(client, tenant.id);
  await client.query(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, feed_day) VALUES ($1, $2, 'feed', $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [tenant.id, type, `${tenant.slug}-hr`, acceptedUs, day],
  );
  const importId = await findEntry(client, tenant.id, type, day);
  // Only another row with the same accept time could have been in the way; the next attempt takes a new one.
  return importId ?? makeEntry(client, tenant, type, day);
}

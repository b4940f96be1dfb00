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
     WHERE tenant_id = $1 AND import_id = ANY($2::uuid[]) AND source = 'feed' AND feed_day IS NULL
       AND status = 'In progress' AND feed_ended_at IS NULL`,
    [tenantId, importIds],
  );
  return new Map(rows.map((row) => [row.import_id, { importId: row.import_id, tenantId, type: row.type }]));
}

/**
 * The running entries of a tenant's feed, one for each type and day (UTC), made when first needed. Made anew for each
 * batch: an entry found open before may have ended since.
 */
export class RunningEntries {
  readonly #client: Queryable;
  readonly #tenant: { readonly id: number; readonly slug: string };
  readonly #found = new Map<string, ImportInfo>();

  constructor(client: Queryable, tenant: { readonly id: number; readonly slug: string }) {
    this.#client = client;
    this.#tenant = tenant;
  }

  /**
   * The entry for a record that the broker received on `day` (YYYY-MM-DD). When that day's has ended (the brokers'
   * clocks may differ a little), the next one that has not.
   */
  async of(type: RecordType, day: string): Promise<ImportInfo> {
    const key = `${type} ${day}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = await this.#find(type, day);
    const entry = found.ended
      ? await this.of(type, dayAfter(day))
      : { importId: found.importId, tenantId: this.#tenant.id, type };
    this.#found.set(key, entry);
    return entry;
  }

  async #find(type: RecordType, day: string): Promise<Entry> {
    const tenantId = this.#tenant.id;
    for (;;) {
      const entry = await findEntry(this.#client, tenantId, type, day);
      if (entry !== undefined) return entry;
      const acceptedUs = await advanceTenantClock(this.#client, tenantId);
      // In its way can be the entry that another writer makes now, or another row with the same accept time; then the
      // next attempt finds the one or takes another time.
      await this.#client.query(
        `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, feed_day)
         VALUES ($1, $2, 'feed', $3, $4, $5) ON CONFLICT DO NOTHING`,
        [tenantId, type, `${this.#tenant.slug}-hr`, acceptedUs, day],
      );
    }
  }
}

interface Entry {
  readonly importId: string;
  readonly ended: boolean;
}

async function findEntry(
  client: Queryable,
  tenantId: number,
  type: RecordType,
  day: string,
): Promise<Entry | undefined> {
  const { rows } = await client.query<{ import_id: string; ended: boolean }>(
    `SELECT import_id, status <> 'In progress' OR feed_ended_at IS NOT NULL AS ended FROM imports
     WHERE tenant_id = $1 AND type = $2 AND feed_day = $3`,
    [tenantId, type, day],
  );
  const row = rows[0];
  return row && { importId: row.import_id, ended: row.ended };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

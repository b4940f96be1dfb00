import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { type Cell, compressRows } from '#shared/clickhouse/tab-separated.ts';
import { columnsOf, PEOPLE, selectOf } from '#shared/mirror/mirror-tables.ts';
import { type DeletedPeople, readDeletedPeople } from '#shared/people/deleted-people.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { MirrorContext } from './mirror-imports.ts';

interface TenantBehind {
  readonly tenant_id: number;
  readonly people_version: number;
  readonly people_mirrored_version: number;
}

/** People in one insert: bounds memory while a tenant with a hundred thousand is loaded. */
const PAGE = 5_000;

const COLUMNS = columnsOf(PEOPLE);

type Person = Readonly<Record<string, Cell>> & {
  readonly person_id: number;
  readonly version: number;
};

/**
 * Writes people who changed since their tenant was last mirrored. Several processes may do it at once: the highest
 * version stays.
 *
 * @param tenantIds those to look at; all when undefined
 */
export async function mirrorPeople(
  context: MirrorContext,
  signal: AbortSignal,
  tenantIds?: readonly number[],
): Promise<void> {
  const { rows: tenants } = await context.pool.query<TenantBehind>(
    `SELECT tenant_id, people_version, people_mirrored_version FROM tenants
     WHERE people_version > people_mirrored_version AND ($1::int[] IS NULL OR tenant_id = ANY($1::int[]))`,
    [tenantIds ?? null],
  );
  if (tenants.length === 0) return;
  // PostgreSQL has none of them, unless it was restored to a time before.
  const deleted = await readDeletedPeople(context.pool, context.clickhouse);
  for (const tenant of tenants) {
    if (signal.aborted) return;
    const written = await mirrorTenant(context, tenant, deleted, signal);
    context.metrics.mirroredRows.inc({ table: 'people' }, written);
  }
}

/**
 * The version that was read before the people is the one that is reached: who changed under it is committed with
 * it, and who changes later is written again under the next.
 */
async function mirrorTenant(
  { pool, clickhouse }: MirrorContext,
  tenant: TenantBehind,
  deleted: DeletedPeople,
  signal: AbortSignal,
): Promise<number> {
  let written = 0;
  let after = { version: tenant.people_mirrored_version, personId: Number.MAX_SAFE_INTEGER };
  while (true) {
    const page = await readPage(pool, tenant.tenant_id, after);
    const people = page.filter((person) => !deleted.has(tenant.tenant_id, person.person_id));
    const lines = [compressRows(COLUMNS, people)];
    await insertIntoMirror(clickhouse, { table: 'people', columns: COLUMNS, lines }, signal);
    written += people.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { version: last.version, personId: last.person_id };
  }
  await pool.query(
    `UPDATE tenants SET people_mirrored_version = $2
     WHERE tenant_id = $1 AND people_mirrored_version < $2`,
    [tenant.tenant_id, tenant.people_version],
  );
  return written;
}

async function readPage(
  pool: Pool,
  tenantId: number,
  after: { version: number; personId: number },
): Promise<Person[]> {
  const { rows } = await pool.query<Person>(
    `SELECT ${selectOf(PEOPLE)} FROM people WHERE tenant_id = $1 AND (people_version, person_id) > ($2, $3)
     ORDER BY people_version, person_id LIMIT $4`,
    [tenantId, after.version, after.personId, PAGE],
  );
  return rows;
}

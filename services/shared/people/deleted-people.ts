import type { ClickHouseClient } from '../clickhouse/client.ts';
import type { Queryable } from '../postgres/pool.ts';

/** A deleted person, as both stores remember them: by number alone. */
export interface DeletedPerson {
  readonly tenant_id: number;
  readonly person_id: number;
}

/** The people who were deleted, to look them up by number. */
export class DeletedPeople {
  readonly #byTenant = new Map<number, Set<number>>();
  readonly #tenants: ReadonlySet<number>;

  /** @param tenants all of whose people were deleted with them */
  constructor(people: readonly DeletedPerson[], tenants: readonly number[] = []) {
    this.#tenants = new Set(tenants);
    for (const { tenant_id: tenantId, person_id: personId } of people) {
      const ofTenant = this.#byTenant.get(tenantId) ?? new Set();
      this.#byTenant.set(tenantId, ofTenant.add(personId));
    }
  }

  get isEmpty(): boolean {
    return this.#byTenant.size + this.#tenants.size === 0;
  }

  has(tenantId: number, personId: number): boolean {
    return this.#tenants.has(tenantId) || this.#byTenant.get(tenantId)?.has(personId) === true;
  }
}

/**
 * Reads who was deleted from both stores that remember it: each of them survives the restore of the other.
 *
 * @param since leaves out those deleted earlier
 */
export async function readDeletedPeople(
  client: Queryable,
  clickhouse: ClickHouseClient,
  since = new Date(0),
): Promise<DeletedPeople> {
  const [inPostgres, inMirror, tenants] = await Promise.all([
    client.query<DeletedPerson>('SELECT tenant_id, person_id FROM deleted_people WHERE deleted_at >= $1', [
      since,
    ]),
    deletedInMirror(clickhouse, since),
    client.query<{ tenant_id: number }>('SELECT tenant_id FROM tenant_deletions WHERE completed_at >= $1', [
      since,
    ]),
  ]);
  return new DeletedPeople(
    [...inPostgres.rows, ...inMirror],
    tenants.rows.map((row) => row.tenant_id),
  );
}

/** Those that ClickHouse remembers. */
export async function deletedInMirror(
  clickhouse: ClickHouseClient,
  since = new Date(0),
): Promise<DeletedPerson[]> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT tenant_id, person_id FROM deleted_people
      WHERE deleted_at >= fromUnixTimestamp64Milli({since: Int64}) ORDER BY tenant_id, person_id`,
    query_params: { since: since.getTime() },
    format: 'JSONCompactEachRow',
  });
  const rows = await result.json<[number, number | string]>();
  // A 64-bit number comes as text unless the server is set otherwise.
  return rows.map(([tenantId, personId]) => ({ tenant_id: tenantId, person_id: Number(personId) }));
}

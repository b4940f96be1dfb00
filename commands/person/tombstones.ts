import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { DeletedPeople, type DeletedPerson, deletedInMirror } from '#shared/people/deleted-people.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Person } from './person.ts';

/** Whoever came back with a restore of PostgreSQL. */
export interface ReturnedPerson extends Person {
  readonly tenant: string;
}

type PersonId = Pick<Person, 'tenantId' | 'personId'>;

/** Records the deletion where aggregator finds it. Once recorded, it stays. */
export async function rememberInPostgres(client: Queryable, { tenantId, personId }: PersonId): Promise<void> {
  await client.query(
    'INSERT INTO deleted_people (tenant_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [tenantId, personId],
  );
}

/** Records the deletion where it survives a restore of PostgreSQL. Doing it again only makes it younger. */
export async function rememberInMirror(
  clickhouse: ClickHouseClient,
  { tenantId, personId }: PersonId,
): Promise<void> {
  await insertTombstones(clickhouse, [{ tenant_id: tenantId, person_id: personId }]);
}

async function insertTombstones(
  clickhouse: ClickHouseClient,
  people: readonly DeletedPerson[],
): Promise<void> {
  await clickhouse.insert({
    table: 'deleted_people',
    columns: ['tenant_id', 'person_id'],
    values: people.map((one) => [one.tenant_id, one.person_id]),
    format: 'JSONCompactEachRow',
  });
}

/**
 * Gives ClickHouse the tombstones that only PostgreSQL has, as after ClickHouse was lost.
 *
 * @returns those that ClickHouse had
 */
export async function completeMirrorTombstones(
  client: Queryable,
  clickhouse: ClickHouseClient,
): Promise<readonly DeletedPerson[]> {
  const { rows: inPostgres } = await client.query<DeletedPerson>(
    'SELECT tenant_id, person_id FROM deleted_people',
  );
  const inMirror = await deletedInMirror(clickhouse);
  const mirrored = new DeletedPeople(inMirror);
  const missing = inPostgres.filter((one) => !mirrored.has(one.tenant_id, one.person_id));
  if (missing.length > 0) await insertTombstones(clickhouse, missing);
  return inMirror;
}

/** Gives each store the tombstones that only the other one has: either may have been restored to an earlier time. */
export async function shareTombstones(client: Queryable, clickhouse: ClickHouseClient): Promise<void> {
  const inMirror = await completeMirrorTombstones(client, clickhouse);
  await client.query(
    `INSERT INTO deleted_people (tenant_id, person_id)
     SELECT tenant_id, person_id
     FROM unnest($1::int[], $2::bigint[]) AS mirrored (tenant_id, person_id) JOIN tenants USING (tenant_id)
     ON CONFLICT DO NOTHING`,
    [inMirror.map((one) => one.tenant_id), inMirror.map((one) => one.person_id)],
  );
  // PostgreSQL gives out again the numbers that it gave out after the time it was restored to, and a new person would
  // inherit a tombstone.
  await client.query(
    `WITH people_numbers AS (SELECT pg_get_serial_sequence('people', 'person_id') AS name)
     SELECT setval(name, greatest(nextval(name), (SELECT max(person_id) FROM unnest($1::bigint[]) AS person_id)))
     FROM people_numbers`,
    [inMirror.map((one) => one.person_id)],
  );
}

/** People who have a tombstone and are in PostgreSQL nevertheless: it was restored to a time before their deletion. */
export async function returnedPeople(client: Queryable): Promise<ReturnedPerson[]> {
  const { rows } = await client.query<{
    tenant_id: number;
    person_id: number;
    slug: string;
    username_folded: string;
    employee_id: string | null;
  }>(
    `SELECT tenant_id, person_id, slug, username_folded, employee_id
     FROM people JOIN tenants USING (tenant_id) JOIN deleted_people USING (tenant_id, person_id)
     ORDER BY tenant_id, person_id`,
  );
  return rows.map((row) => ({
    tenant: row.slug,
    tenantId: row.tenant_id,
    personId: row.person_id,
    usernameFolded: row.username_folded,
    employeeId: row.employee_id,
  }));
}

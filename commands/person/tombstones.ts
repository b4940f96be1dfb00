import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { DeletedPeople, type DeletedPerson, deletedInMirror } from '#shared/people/deleted-people.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Person } from './person.ts';

/** A person who has a tombstone in ClickHouse and is in PostgreSQL nevertheless: it was restored to a time before. */
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
  await clickhouse.insert({
    table: 'deleted_people',
    columns: ['tenant_id', 'person_id'],
    values: [[tenantId, personId]],
    format: 'JSONCompactEachRow',
  });
}

/**
 * Brings the tombstones of both stores together, each may have been restored to an earlier time, and finds who is back.
 *
 * Numbers of people that PostgreSQL gave out after the time it was restored to are given out again otherwise, and a new
 * person would inherit a tombstone: they go on after the highest of all tombstones.
 */
export async function returnedPeople(
  client: Queryable,
  clickhouse: ClickHouseClient,
): Promise<ReturnedPerson[]> {
  const { rows: known } = await client.query<DeletedPerson>(
    'SELECT tenant_id, person_id FROM deleted_people',
  );
  const inMirror = await deletedInMirror(clickhouse);
  const all = [...known, ...inMirror];
  if (all.length === 0) return [];
  const mirrored = new DeletedPeople(inMirror);
  for (const { tenant_id: tenantId, person_id: personId } of known)
    if (!mirrored.has(tenantId, personId)) await rememberInMirror(clickhouse, { tenantId, personId });
  const numbers = [all.map((one) => one.tenant_id), all.map((one) => one.person_id)];
  await client.query(
    `INSERT INTO deleted_people (tenant_id, person_id)
     SELECT tenant_id, person_id FROM unnest($1::int[], $2::bigint[]) AS t (tenant_id, person_id) JOIN tenants USING (tenant_id)
     ON CONFLICT DO NOTHING`,
    numbers,
  );
  await client.query(
    `SELECT setval(pg_get_serial_sequence('people', 'person_id'), greatest(max(n), nextval(pg_get_serial_sequence('people', 'person_id'))))
     FROM unnest($1::bigint[]) AS n`,
    [numbers[1]],
  );
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

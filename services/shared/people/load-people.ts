import { LmsError } from '../errors.ts';
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts';
import type { Queryable } from '../postgres/pool.ts';
import { PeopleRefused } from './people-refused.ts';
import type { PersonRecord } from './person-record.ts';

export interface LoadedPeople {
  readonly added: number;
  readonly updated: number;
}

/** People in one statement; more would hold tens of MB of parameters at once and save nothing. */
const BATCH = 5_000;

/**
 * Adds people to a tenant, or updates those whose username is there already. To be called in a transaction that may
 * see all tenants; all of it holds or none.
 *
 * Rows that changed are stamped with the tenant's next people_version, and only then the version grows.
 *
 * @param people each with a username of its own; `line` is named in refusals
 * @throws PeopleRefused when an employee id belongs to somebody else
 * @throws LmsError `configuration` when there is no such tenant
 */
export async function loadPeople(
  client: Queryable,
  tenant: string,
  people: readonly (PersonRecord & { readonly line?: number })[],
): Promise<LoadedPeople> {
  const tenantId = await findTenant(client, tenant);
  // Not a lock of the tenant's row, which accepting an import needs: a large load takes seconds.
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [ADVISORY_LOCKS.people, tenantId]);
  const version = await nextVersion(client, tenantId);
  await client.query('SET CONSTRAINTS ALL DEFERRED');
  let added = 0;
  let updated = 0;
  for (let start = 0; start < people.length; start += BATCH) {
    const changed = await upsert(client, tenantId, version, people.slice(start, start + BATCH));
    added += changed.added;
    updated += changed.updated;
  }
  if (added + updated > 0) {
    await refuseSharedEmployeeIds(client, tenantId, version, people);
    await client.query('UPDATE tenants SET people_version = $2 WHERE tenant_id = $1', [tenantId, version]);
  }
  return { added, updated };
}

async function findTenant(client: Queryable, slug: string): Promise<number> {
  const { rows } = await client.query<{ tenant_id: number }>(
    'SELECT tenant_id FROM tenants WHERE slug = $1',
    [slug],
  );
  if (rows[0] === undefined) throw new LmsError('configuration', `There is no tenant ${slug}`);
  return rows[0].tenant_id;
}

async function nextVersion(client: Queryable, tenantId: number): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT people_version + 1 AS version FROM tenants WHERE tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.version ?? 1;
}

async function upsert(
  client: Queryable,
  tenantId: number,
  version: number,
  people: readonly PersonRecord[],
): Promise<LoadedPeople> {
  const { rows } = await client.query<LoadedPeople>(
    `WITH given AS (
       SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         AS given (username, username_folded, employee_id, first_name, last_name, email, role)
       -- Not left to ON CONFLICT: it would lock, and so write, every row that stays as it is.
       EXCEPT
       SELECT username, username_folded, employee_id, first_name, last_name, email, role
       FROM people WHERE tenant_id = $1 AND username_folded = ANY($4::text[])
     ), changed AS (
       INSERT INTO people
         (tenant_id, username, username_folded, employee_id, first_name, last_name, email, role, people_version)
       SELECT $1, username, username_folded, employee_id, first_name, last_name, email, role, $2 FROM given
       ON CONFLICT (tenant_id, username_folded) DO UPDATE SET
         username = excluded.username, employee_id = excluded.employee_id, first_name = excluded.first_name,
         last_name = excluded.last_name, email = excluded.email, role = excluded.role,
         people_version = excluded.people_version
       RETURNING old.person_id IS NULL AS is_new
     )
     SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS updated FROM changed`,
    [
      tenantId,
      version,
      people.map((person) => person.username),
      people.map((person) => person.usernameFolded),
      people.map((person) => person.employeeId),
      people.map((person) => person.firstName),
      people.map((person) => person.lastName),
      people.map((person) => person.email),
      people.map((person) => person.role),
    ],
  );
  return rows[0] ?? { added: 0, updated: 0 };
}

/** The constraint would refuse them too, but name only one. */
async function refuseSharedEmployeeIds(
  client: Queryable,
  tenantId: number,
  version: number,
  people: readonly (PersonRecord & { readonly line?: number })[],
): Promise<void> {
  const { rows } = await client.query<{ username_folded: string; employee_id: string; other: string }>(
    `SELECT changed.username_folded, changed.employee_id, other.username AS other
     FROM people AS changed
     JOIN people AS other ON other.tenant_id = changed.tenant_id AND other.employee_id = changed.employee_id
       AND other.person_id <> changed.person_id
     WHERE changed.tenant_id = $1 AND changed.people_version = $2`,
    [tenantId, version],
  );
  if (rows.length === 0) return;
  const lines = new Map(people.map((person) => [person.usernameFolded, person.line]));
  throw new PeopleRefused(
    rows.map((row) => {
      const line = lines.get(row.username_folded);
      const where = line === undefined ? '' : `line ${line}: `;
      return `${where}employee_id ${row.employee_id} belongs to ${row.other}`;
    }),
  );
}

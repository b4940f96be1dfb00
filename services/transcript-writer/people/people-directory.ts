import type { Queryable } from '#shared/postgres/pool.ts';

/** Whom a record names; at least one of the two is given. */
export interface UserNames {
  readonly usernameFolded: string | null;
  readonly employeeId: string | null;
}

interface TenantPeople {
  readonly version: number;
  /** Ids of people; null where there is nobody of that name. */
  readonly byUsername: Map<string, number | null>;
  readonly byEmployeeId: Map<string, number | null>;
}

/** Entries cached over all tenants, about 30 MB; beyond it the cache is cleared. */
const CACHE_SIZE = 300_000;

/**
 * Finds people in bulk and caches them, including names that do not exist. What is cached holds for one
 * `people_version` of the tenant, which the caller reads in the transaction that uses the answers.
 */
export class PeopleDirectory {
  readonly #tenants = new Map<number, TenantPeople>();
  #cached = 0;

  /**
   * Looks up those of `users` who are not known under `version`, in one statement.
   *
   * @returns finds a person by folded username or by employee id
   */
  async prepare(
    client: Queryable,
    tenantId: number,
    version: number,
    users: readonly UserNames[],
  ): Promise<TenantDirectory> {
    const people = this.#peopleOf(tenantId, version);
    const usernames = new Set<string>();
    const employeeIds = new Set<string>();
    for (const { usernameFolded, employeeId } of users) {
      if (usernameFolded !== null && !people.byUsername.has(usernameFolded)) usernames.add(usernameFolded);
      if (employeeId !== null && !people.byEmployeeId.has(employeeId)) employeeIds.add(employeeId);
    }
    if (usernames.size + employeeIds.size > 0)
      await this.#load(client, tenantId, people, usernames, employeeIds);
    return {
      byUsername: (folded) => people.byUsername.get(folded) ?? undefined,
      byEmployeeId: (employeeId) => people.byEmployeeId.get(employeeId) ?? undefined,
    };
  }

  #peopleOf(tenantId: number, version: number): TenantPeople {
    if (this.#cached > CACHE_SIZE) {
      this.#tenants.clear();
      this.#cached = 0;
    }
    const known = this.#tenants.get(tenantId);
    if (known?.version === version) return known;
    const fresh = {
      version,
      byUsername: new Map<string, number | null>(),
      byEmployeeId: new Map<string, number | null>(),
    };
    this.#cached -= known === undefined ? 0 : known.byUsername.size + known.byEmployeeId.size;
    this.#tenants.set(tenantId, fresh);
    return fresh;
  }

  async #load(
    client: Queryable,
    tenantId: number,
    people: TenantPeople,
    usernames: ReadonlySet<string>,
    employeeIds: ReadonlySet<string>,
  ): Promise<void> {
    const { rows } = await client.query<{
      person_id: number;
      username_folded: string;
      employee_id: string | null;
    }>(
      `SELECT person_id, username_folded, employee_id FROM people WHERE tenant_id = $1 AND username_folded = ANY($2::text[])
       UNION
       SELECT person_id, username_folded, employee_id FROM people WHERE tenant_id = $1 AND employee_id = ANY($3::text[])`,
      [tenantId, [...usernames], [...employeeIds]],
    );
    const before = people.byUsername.size + people.byEmployeeId.size;
    for (const username of usernames) people.byUsername.set(username, null);
    for (const employeeId of employeeIds) people.byEmployeeId.set(employeeId, null);
    // A name that was not asked for is not cached: files mostly use one of the two throughout, and every full
    // collection of the heap walks through the cache.
    for (const { person_id, username_folded, employee_id } of rows) {
      if (usernames.has(username_folded)) people.byUsername.set(username_folded, person_id);
      if (employee_id !== null && employeeIds.has(employee_id))
        people.byEmployeeId.set(employee_id, person_id);
    }
    this.#cached += people.byUsername.size + people.byEmployeeId.size - before;
  }
}

/** Gives a person's id. */
export interface TenantDirectory {
  byUsername(folded: string): number | undefined;
  byEmployeeId(employeeId: string): number | undefined;
}

import { z } from 'zod';
import { Refusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { containsPattern } from '../http/like.ts';
import { searchWords } from '../http/search-words.ts';

export interface PersonView {
  readonly id: string;
  readonly username: string;
  readonly employeeId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly role: 'admin' | 'learner';
}

interface PersonRow {
  readonly person_id: number;
  readonly username: string;
  readonly employee_id: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string | null;
  readonly role: PersonView['role'];
}

const COLUMNS = 'person_id, username, employee_id, first_name, last_name, email, role';
/** As the index people_by_name has it. */
const ORDER = 'last_name COLLATE "C", first_name COLLATE "C", person_id';

const LIST = 'people';
const cursorKey = z.tuple([z.string(), z.string(), z.int().positive()]);

/**
 * A page of the tenant's people, by last name, first name and id.
 *
 * @param search parts of username, employee id, name or email in any order, whatever their case and accents
 */
export async function listPeople(
  pool: Pool,
  tenant: Tenant,
  search: string | undefined,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: readonly PersonView[]; next: string | null }> {
  const values: unknown[] = [tenant.id];
  const conditions = ['tenant_id = $1'];
  for (const word of searchWords(search ?? '')) {
    values.push(containsPattern(word));
    conditions.push(`search_text LIKE fold_text($${values.length})`);
  }
  if (page.cursor !== undefined) {
    const after = decodeCursor(LIST, cursorKey, page.cursor).map((value) => `$${values.push(value)}`);
    conditions.push(`(${ORDER}) > (${after.join(', ')})`);
  }
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<PersonRow>(
      `SELECT ${COLUMNS} FROM people WHERE ${conditions.join(' AND ')} ORDER BY ${ORDER} LIMIT ${page.limit + 1}`,
      values,
    ),
  );
  const { items, next } = pageOf(rows, page.limit, (last) =>
    encodeCursor(LIST, [last.last_name, last.first_name, last.person_id]),
  );
  return { items: items.map(toPersonView), next };
}

/** A person of the tenant. @throws Refusal `not-found` */
export async function getPerson(pool: Pool, tenant: Tenant, id: number): Promise<PersonView> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<PersonRow>(`SELECT ${COLUMNS} FROM people WHERE tenant_id = $1 AND person_id = $2`, [
      tenant.id,
      id,
    ]),
  );
  const row = rows[0];
  if (row === undefined) throw noSuchPerson();
  return toPersonView(row);
}

export function noSuchPerson(): Refusal {
  return new Refusal('not-found', message('problems.no-such-person'));
}

function toPersonView(row: PersonRow): PersonView {
  return {
    id: String(row.person_id),
    username: row.username,
    employeeId: row.employee_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    role: row.role,
  };
}

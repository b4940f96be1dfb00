import { unwrapCell } from '#shared/csv/guard.ts';
import { cleanCode } from '#shared/csv/invisible.ts';
import { LmsError } from '#shared/errors.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Whom to delete. */
export interface Person {
  readonly tenantId: number;
  readonly personId: number;
  readonly usernameFolded: string;
  readonly employeeId: string | null;
}

/** @throws LmsError `configuration` when the tenant has no such person */
export async function findPerson(client: Queryable, tenant: string, username: string): Promise<Person> {
  const { rows } = await client.query<{ tenant_id: number; person_id: number; employee_id: string | null }>(
    `SELECT tenant_id, person_id, employee_id FROM people JOIN tenants USING (tenant_id)
     WHERE slug = $1 AND username_folded = $2`,
    [tenant, foldUsername(username)],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('configuration', `${tenant} has no person ${username}`);
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    usernameFolded: foldUsername(username),
    employeeId: row.employee_id,
  };
}

/** Whether a text is the person's username or employee id, as a cell of a file would have it. */
export function names({ usernameFolded, employeeId }: Person, text: string): boolean {
  const trimmed = text.trim();
  // As an import reads it.
  const code = cleanCode(unwrapCell(text, true).trim());
  return [trimmed, code].some((name) => foldUsername(name) === usernameFolded || name === employeeId);
}

/** Whether the person's username or employee id stands anywhere in a text that cannot be taken apart. */
export function occursIn({ usernameFolded, employeeId }: Person, text: string): boolean {
  return foldUsername(text).includes(usernameFolded) || (employeeId !== null && text.includes(employeeId));
}

/** The name of a deleted person where it must stay known that somebody did something. */
export function pseudonym({ personId }: Person): string {
  return `deleted person ${personId}`;
}

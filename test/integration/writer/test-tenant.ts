import { randomUUID } from 'node:crypto';
import { foldUsername } from '#shared/people/username.ts';
import type { sql } from '../../support/product.ts';
import { type FileImport, PEOPLE } from './history.ts';

export interface TestTenant {
  readonly id: number;
  readonly slug: string;
  readonly files: FileImport[];
  /** Undos, each of one of the files, when there were so many. */
  readonly undos: { readonly importId: string; readonly undoes: string; readonly afterFiles: number }[];
}

/** Makes a tenant with {@link PEOPLE}. */
export async function createTenant(query: typeof sql): Promise<TestTenant> {
  const slug = `t${randomUUID()}`;
  const [row] = await query<{ tenant_id: number }>(
    `WITH tenant AS (INSERT INTO tenants (slug, name, people_version) VALUES ($1, 'T', 1) RETURNING tenant_id), added AS (
       INSERT INTO people (tenant_id, username, username_folded, employee_id, first_name, last_name, role, people_version)
       SELECT tenant_id, person.*, 'F', 'L', 'learner', 1
       FROM tenant, unnest($2::text[], $3::text[], $4::text[]) AS person)
     SELECT tenant_id FROM tenant`,
    [
      slug,
      PEOPLE.map(({ username }) => username),
      PEOPLE.map(({ username }) => foldUsername(username)),
      PEOPLE.map(({ employeeId }) => employeeId),
    ],
  );
  return { id: row?.tenant_id ?? 0, slug, files: [], undos: [] };
}

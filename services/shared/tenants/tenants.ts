import { LmsError } from '../errors.ts';
import type { Queryable } from '../postgres/pool.ts';

/**
 * Makes a tenant; one that exists already is left as it is. Its feed topic is made by `createFeedTopic`.
 *
 * @param slug what tokens carry in their claim `tenant`; it never changes
 * @returns whether the tenant is new
 */
export async function createTenant(
  client: Queryable,
  { slug, name }: { slug: string; name: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO tenants (slug, name) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING',
    [slug, name],
  );
  return rowCount === 1;
}

/** Sets how large a tenant's files may be. @throws LmsError `configuration` when there is no such tenant */
export async function setMaxFileBytes(client: Queryable, slug: string, bytes: number): Promise<void> {
  const { rowCount } = await client.query('UPDATE tenants SET max_file_bytes = $2 WHERE slug = $1', [
    slug,
    bytes,
  ]);
  if (rowCount === 0) throw new LmsError('configuration', `There is no tenant ${slug}`);
}

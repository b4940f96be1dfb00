import { LmsError } from '../errors.ts';
import type { Queryable } from '../postgres/pool.ts';

/**
 * Makes a tenant; one that exists already is left as it is. Its feed topic is made by `createFeedTopic`.
 *
 * @param slug what tokens carry in their claim `tenant`; it never changes
 * @returns whether the tenant is new
 * @throws LmsError `unavailable` while a tenant of this slug is being deleted
 */
export async function createTenant(
  client: Queryable,
  { slug, name }: { slug: string; name: string },
): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT FROM tenant_deletions WHERE slug = $1 AND completed_at IS NULL',
    [slug],
  );
  if (rows.length > 0) {
    throw new LmsError(
      'unavailable',
      `The tenant ${slug} is being deleted. If the command was interrupted, type: npm run tenant:delete -- ${slug}`,
    );
  }
  const { rowCount } = await client.query(
    'INSERT INTO tenants (slug, name) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING',
    [slug, name],
  );
  return rowCount === 1;
}

/** By which rows of both databases name the tenant; undefined when there is none of this slug. */
export async function tenantNumber(client: Queryable, slug: string): Promise<number | undefined> {
  const { rows } = await client.query<{ tenant_id: number }>(
    'SELECT tenant_id FROM tenants WHERE slug = $1',
    [slug],
  );
  return rows[0]?.tenant_id;
}

export interface TenantSettings {
  /** How large a file may be. */
  readonly maxFileBytes?: number | undefined;
  /** How many records a file may have. */
  readonly maxFileRows?: number | undefined;
  /** How many bytes of files may be accepted in one day (UTC). */
  readonly maxBytesADay?: number | undefined;
  /** How long files are kept once their import is finished. */
  readonly fileRetentionDays?: number | undefined;
  /** What kind of customer it is; metrics distinguish tiers. */
  readonly tier?: 'standard' | 'premium' | undefined;
  /** How much an import may overwrite before it waits for approval; null for as much as it likes. */
  readonly holdAbove?: HoldAbove | null | undefined;
  /** Whether somebody else than who uploaded a file has to approve it. */
  readonly twoPerson?: boolean | undefined;
  /** For how long an import can be undone. */
  readonly undoDays?: number | undefined;
  /** Whom that is allowed, beside being an LMS admin. */
  readonly undoRole?: string | undefined;
}

/** A share of an import's rows, or a number of them. */
export type HoldAbove = { readonly percent: number } | { readonly rows: number };

/** Changes a tenant's settings; those left out stay. @throws LmsError `configuration` when there is no such tenant */
export async function setTenant(client: Queryable, slug: string, settings: TenantSettings): Promise<void> {
  const {
    maxFileBytes,
    maxFileRows,
    maxBytesADay,
    fileRetentionDays,
    tier,
    holdAbove,
    twoPerson,
    undoDays,
    undoRole,
  } = settings;
  const hold = { percent: null, rows: null, ...holdAbove };
  const { rowCount } = await client.query(
    `UPDATE tenants SET max_file_bytes = coalesce($2, max_file_bytes),
       file_retention_days = coalesce($3, file_retention_days), tier = coalesce($4, tier),
       max_file_rows = coalesce($5, max_file_rows), max_bytes_a_day = coalesce($6, max_bytes_a_day),
       hold_above_percent = CASE WHEN $7 THEN $8 ELSE hold_above_percent END,
       hold_above_rows = CASE WHEN $7 THEN $9 ELSE hold_above_rows END, two_person = coalesce($10, two_person),
       undo_days = coalesce($11, undo_days), undo_role = coalesce($12, undo_role)
     WHERE slug = $1`,
    [
      slug,
      maxFileBytes,
      fileRetentionDays,
      tier,
      maxFileRows,
      maxBytesADay,
      holdAbove !== undefined,
      hold.percent,
      hold.rows,
      twoPerson,
      undoDays,
      undoRole,
    ],
  );
  if (rowCount === 0) throw new LmsError('configuration', `There is no tenant ${slug}`);
}

export async function tenantExists(client: Queryable, slug: string): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM tenants WHERE slug = $1', [slug]);
  return rows.length > 0;
}

import type { Queryable } from '../postgres/pool.ts';

/** How many rows of each table differ. */
export type DifferencesByTable = Readonly<Record<string, number>>;

/** Records that a tenant was compared (table `mirror_checks`); the alert goes by it. */
export async function storeMirrorCheck(
  client: Queryable,
  tenantId: number,
  differences: DifferencesByTable,
): Promise<void> {
  await client.query(
    `INSERT INTO mirror_checks (tenant_id, checked_at, differences) VALUES ($1, now(), $2)
     ON CONFLICT (tenant_id) DO UPDATE SET checked_at = excluded.checked_at, differences = excluded.differences`,
    [tenantId, JSON.stringify(differences)],
  );
}

import type { Queryable } from '../postgres/pool.ts';

/**
 * A condition in SQL: whether a check run (`run`) found that its import overwrites more than its tenant lets pass
 * without approval. Of the joined tables `tenants` and `import_checks`, the latter may have no row.
 */
export const IS_HELD = `coalesce(
  (result ->> 'overwritten')::bigint > least(hold_above_rows, hold_above_percent * run.total / 100), false)`;

/** Whether an import that is checked has to be approved, as its tenant's settings are now. */
export async function isHeld(client: Queryable, importId: string): Promise<boolean> {
  const { rows } = await client.query<{ is_held: boolean }>(
    `SELECT ${IS_HELD} AS is_held
     FROM imports AS checked
       JOIN imports AS run ON run.import_id = checked.check_run
       JOIN tenants ON tenants.tenant_id = run.tenant_id
       LEFT JOIN import_checks ON import_checks.import_id = run.import_id
     WHERE checked.import_id = $1`,
    [importId],
  );
  return rows[0]?.is_held === true;
}

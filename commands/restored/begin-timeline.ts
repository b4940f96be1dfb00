import { LmsError } from '#shared/errors.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';

/** More fencing tokens than any import will ever have used: each is a process that took it over. */
const TOKENS = 1_048_576;

export interface Begun {
  readonly timeline: number;
  /** Imports in progress: what their rows came to is read from the log again. */
  readonly running: readonly { readonly importId: string; readonly tenant: string }[];
}

/**
 * Begins a new timeline: messages of the lost one are recognised, and no version is given twice. The
 * log also holds rows of running imports under fencing tokens that this database does not know: the next token must be
 * above them, or its rows would be taken for those of a process that was fenced.
 */
export function beginTimeline(pool: Pool): Promise<Begun> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ timeline: number }>("SELECT open_timeline('restored') AS timeline");
    const [row] = rows;
    if (row === undefined) throw new LmsError('unexpected', 'No timeline was opened');
    const running = await client.query<{ import_id: string; slug: string }>(
      `UPDATE import_leases p SET fencing_token = p.fencing_token + $1, leased_by = NULL, lease_until = now()
       FROM imports i JOIN tenants t USING (tenant_id)
       WHERE i.import_id = p.import_id AND i.status = 'in_progress'
       RETURNING coalesce(i.check_of, i.import_id) AS import_id, t.slug`,
      [TOKENS],
    );
    // Every tenant must be compared soon.
    await client.query('DELETE FROM mirror_checks');
    return {
      timeline: row.timeline,
      running: running.rows.map(({ import_id: importId, slug: tenant }) => ({ importId, tenant })),
    };
  });
}

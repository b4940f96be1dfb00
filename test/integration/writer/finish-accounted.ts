import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { settleUndos } from '../../../services/aggregator/finish/settle-undos.ts';
import type { sql } from '../../support/product.ts';
import type { TestTenant } from './test-tenant.ts';

interface FinishedImport {
  readonly import_id: string;
  readonly source: 'file' | 'undo';
  readonly stayed: number;
}

/** Gives files and undos of which every row is accounted for their final status, as aggregator does. */
export async function finishAccounted(
  query: typeof sql,
  aggregator: Pool,
  { id }: TestTenant,
): Promise<readonly FinishedImport[]> {
  const finished = await query<FinishedImport>(
    `WITH done AS (
       SELECT import_id, coalesce(sum(p.successes), 0) AS successes, coalesce(sum(p.skipped), 0) AS skipped,
         coalesce(sum(p.stayed), 0) AS stayed, coalesce(sum(p.successes + p.failures + p.skipped + p.stayed), 0) AS accounted
       FROM imports LEFT JOIN import_progress AS p USING (import_id)
       WHERE imports.tenant_id = $1 AND status = 'in_progress' AND source <> 'feed' GROUP BY import_id
     )
     UPDATE imports SET status = CASE WHEN done.skipped > 0 THEN 'cancelled' ELSE 'complete' END, completed_at = now(),
       successes = done.successes
     FROM done WHERE imports.import_id = done.import_id AND total = accounted
     RETURNING imports.import_id, source, done.stayed::int AS stayed`,
    [id],
  );
  await inTransaction(aggregator, (client) => settleUndos(client, finished));
  return finished;
}

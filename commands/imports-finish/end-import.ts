import { LmsError } from '#shared/errors.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';

/**
 * Has an import end with what is known of it: no further row is produced or applied, and aggregator gives it its final
 * status as soon as nothing of it is left in the outbox.
 *
 * @throws LmsError `configuration` when it is finished
 */
export async function endImport(pool: Pool, importId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Held against transcript-writer, which holds the imports of a batch until it commits.
    const { rows } = await client.query<{ tenant_id: number }>(
      `SELECT tenant_id FROM imports WHERE import_id = $1 AND status = 'in_progress' AND check_of IS NULL FOR UPDATE`,
      [importId],
    );
    const [row] = rows;
    if (row === undefined) throw new LmsError('configuration', 'It is finished already.');
    await client.query(
      `UPDATE imports SET cancel_requested_at = coalesce(cancel_requested_at, now()), end_requested_at = now(),
         feed_ended_at = CASE source WHEN 'feed' THEN coalesce(feed_ended_at, now()) END
       WHERE import_id = $1`,
      [importId],
    );
    // Whoever still produces it is fenced.
    await client.query(
      'UPDATE import_leases SET finished = true, fencing_token = fencing_token + 1 WHERE import_id = $1',
      [importId],
    );
    await client.query(
      `INSERT INTO audit_events (tenant_id, actor, action, import_id) VALUES ($1, 'operator', 'import.cancelled', $2)`,
      [row.tenant_id, importId],
    );
  });
}

import type { Queryable } from '../postgres/pool.ts';

/**
 * How long what services remember of an import's work is kept once the import has ended: long enough to look into what
 * happened. Nothing depends on it: the import has its counts, and its rows are known to be repeats by its status.
 */
const KEPT_DAYS = 7;

/** Imports in one statement; each has a row in each table for every partition. */
const PAGE = 500;

/**
 * Removes leases, progress, and counts by partition of imports that ended long ago. The tables are looked through as a whole
 * by statements that run all the time; with these rows they would grow with every import there ever was. Several processes
 * may do it at once.
 *
 * @returns how many imports had some
 */
export async function pruneProgress(client: Queryable, signal: AbortSignal): Promise<number> {
  let pruned = 0;
  for (let page = PAGE; page === PAGE && !signal.aborted; ) {
    const { rows } = await client.query<{ imports: number }>(
      `WITH ended AS (
         SELECT import_id FROM imports
         WHERE completed_at < now() - make_interval(days => $1) AND import_id IN (
           SELECT import_id FROM import_leases UNION SELECT import_id FROM import_progress
           UNION SELECT import_id FROM import_counts)
         LIMIT $2
       ), leases AS (
         DELETE FROM import_leases USING ended WHERE import_leases.import_id = ended.import_id
       ), progress AS (
         DELETE FROM import_progress USING ended WHERE import_progress.import_id = ended.import_id
       ), counts AS (
         DELETE FROM import_counts USING ended WHERE import_counts.import_id = ended.import_id
       )
       SELECT count(*) AS imports FROM ended`,
      [KEPT_DAYS, PAGE],
    );
    page = Number(rows[0]?.imports ?? 0);
    pruned += page;
  }
  return pruned;
}

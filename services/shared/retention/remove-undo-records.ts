import type { Queryable } from '../postgres/pool.ts';

/** Rows in one statement, of which a million would take longer than one may. */
const ROWS = 50_000;

/**
 * Removes what undos had to do and what became of each record, once it is as long ago as their tenant allows to undo an
 * import. What they came to in all is part of the import. Several processes may do it at once.
 *
 * @returns how many rows were removed
 */
export async function removeUndoRecords(client: Queryable, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (let page = ROWS; page === ROWS && !signal.aborted; ) {
    const { rowCount } = await client.query(
      `WITH old AS (
         SELECT listed.import_id, listed.row_number
         FROM imports JOIN tenants USING (tenant_id) JOIN undo_records AS listed USING (import_id)
         WHERE imports.source = 'undo' AND imports.completed_at < now() - make_interval(days => tenants.undo_days)
         LIMIT $1
       )
       DELETE FROM undo_records USING old
       WHERE undo_records.import_id = old.import_id AND undo_records.row_number = old.row_number`,
      [ROWS],
    );
    page = rowCount ?? 0;
    removed += page;
  }
  await client.query(
    `DELETE FROM import_row_results USING imports JOIN tenants USING (tenant_id)
     WHERE import_row_results.import_id = imports.import_id AND imports.undoes IS NOT NULL
       AND imports.completed_at < now() - make_interval(days => tenants.undo_days)`,
  );
  return removed;
}

import { discardImports } from '../imports/discard-imports.ts';
import { sweepAbandoned } from '../object-store/intents.ts';
import type { ObjectStore } from '../object-store/object-store.ts';
import type { Queryable } from '../postgres/pool.ts';

/** For how long a checked file waits to be applied. */
const WAITING_DAYS = 7;

/** Imports looked up at once; only bounds the list. */
const PAGE = 100;

/** Checked rows in one statement, of which a million would take longer than one may. */
const ROWS = 50_000;

/**
 * Removes what is left of checks: imports that were discarded, with everything there is of them; check runs that a
 * later one has replaced; and those of imports that have ended. A check that nobody has applied for a week is discarded
 * first. Check runs that are still running are left until they have ended. Several processes may do it at once.
 *
 * @returns how many imports and check runs were removed
 */
export async function removeChecks(
  client: Queryable,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<number> {
  await discardForgotten(client, signal);
  let removed = 0;
  for (const find of [obsoleteRuns, discardedImports]) {
    for (let page = PAGE; page === PAGE && !signal.aborted; ) {
      const found = await find(client);
      for (const one of found) {
        await removeCheckedRows(client, one);
        await client.query('SELECT remove_import($1)', [one.import_id]);
      }
      removed += found.length;
      page = found.length;
    }
  }
  if (removed > 0) while (!signal.aborted && (await sweepAbandoned(client, store)) > 0);
  return removed;
}

interface Removable {
  readonly import_id: string;
  readonly total: number | null;
}

async function discardForgotten(client: Queryable, signal: AbortSignal): Promise<void> {
  for (let page = PAGE; page === PAGE && !signal.aborted; ) {
    const { rows } = await client.query<{ import_id: string }>(
      `SELECT import_id FROM imports
       WHERE status IN ('ready_to_import', 'needs_settings', 'needs_approval')
         AND last_updated < now() - make_interval(days => $1)
       LIMIT $2`,
      [WAITING_DAYS, PAGE],
    );
    await discardImports(
      client,
      rows.map((row) => row.import_id),
      'retention',
    );
    page = rows.length;
  }
}

async function obsoleteRuns(client: Queryable): Promise<readonly Removable[]> {
  const { rows } = await client.query<Removable>(
    `SELECT run.import_id, run.total FROM imports run JOIN imports checked ON checked.import_id = run.check_of
     WHERE run.check_of IS NOT NULL AND run.status <> 'in_progress'
       AND (checked.check_run IS DISTINCT FROM run.import_id
         OR checked.status IN ('discarded', 'complete', 'complete_with_errors', 'cancelled'))
     LIMIT $1`,
    [PAGE],
  );
  return rows;
}

async function discardedImports(client: Queryable): Promise<readonly Removable[]> {
  const { rows } = await client.query<Removable>(
    `SELECT import_id, total FROM imports
     WHERE status = 'discarded' AND NOT EXISTS (SELECT FROM imports run WHERE run.check_of = imports.import_id)
     LIMIT $1`,
    [PAGE],
  );
  return rows;
}

/** Before the import itself goes, by which they are found: should this be interrupted, it is done again. */
async function removeCheckedRows(
  client: Queryable,
  { import_id: importId, total }: Removable,
): Promise<void> {
  await client.query('DELETE FROM import_row_results WHERE import_id = $1', [importId]);
  for (const table of ['checked_courses', 'checked_certifications']) {
    for (let after = 0; after < (total ?? 0); after += ROWS) {
      await client.query(
        `DELETE FROM ${table} WHERE import_id = $1 AND row_number > $2 AND row_number <= $3`,
        [importId, after, after + ROWS],
      );
    }
  }
}

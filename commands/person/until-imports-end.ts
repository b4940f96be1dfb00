import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** An import takes seconds to minutes; asking more often would only cost statements. */
const POLL_MS = 500;

/**
 * Waits until the files are done with that are being imported now: their rows are still read from the originals, and
 * error files that are being written may name anyone. Imports accepted later are not waited for.
 *
 * @param options.whatToType how to go on when it gives up
 * @throws LmsError `unavailable` when one of them has not ended in time
 */
export async function untilImportsEnd(
  client: Queryable,
  tenantId: number,
  options: { minutes: number; whatToType: string },
): Promise<void> {
  const deadline = Date.now() + options.minutes * 60_000;
  let running = await runningImports(client, tenantId);
  let shown = -1;
  while (running.length > 0) {
    if (running.length !== shown) console.log(`Waiting for imports to end: ${running.length}.`);
    shown = running.length;
    if (Date.now() >= deadline) throw gaveUp(running, options);
    await wait(POLL_MS);
    running = await runningImports(client, tenantId, running);
  }
}

/** An import that is checked is named for its check run. @param among only these; all of the tenant when left out */
async function runningImports(
  client: Queryable,
  tenantId: number,
  among: readonly string[] | null = null,
): Promise<string[]> {
  // A feed of the day stays in progress until midnight; only while its error file is written is it in the way.
  const { rows } = await client.query<{ import_id: string }>(
    `SELECT coalesce(check_of, import_id) AS import_id FROM imports LEFT JOIN error_file_leases USING (tenant_id, import_id)
     WHERE tenant_id = $1 AND status = 'in_progress' AND (source <> 'feed' OR lease_until > now())
       AND ($2::uuid[] IS NULL OR coalesce(check_of, import_id) = ANY($2::uuid[]))
     ORDER BY accepted_us`,
    [tenantId, among],
  );
  return rows.map((row) => row.import_id);
}

function gaveUp(running: readonly string[], options: { minutes: number; whatToType: string }): LmsError {
  return new LmsError(
    'unavailable',
    `After ${options.minutes} minutes these imports still run: ${running.join(', ')}.\n` +
      `Wait for them, or cancel them, then type: ${options.whatToType}`,
  );
}

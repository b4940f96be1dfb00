import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { recordFinished } from '#shared/events/record-events.ts';
import type { ImportStatus } from '#shared/imports/import-view.ts';
import { insertRemovals, removeIntent } from '#shared/object-store/intents.ts';
import type { Client } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { WITH_RELATED_IMPORTS } from '../checks/locked-imports-sql.ts';
import { settleChecked } from '../checks/settle-checked.ts';
import type { Metrics } from '../metrics.ts';
import { importInsert } from '../mirror/import-rows.ts';
import type { MirrorContext } from '../mirror/mirror-imports.ts';
import { mirrorPeople } from '../mirror/mirror-people.ts';
import { countResults, type RowCounts } from './count-results.ts';
import { type ReadyImport, readyImports } from './ready-imports.ts';
import type { RecordsCheck } from './records-check.ts';
import { settleUndos } from './settle-undos.ts';

export interface FinishContext extends MirrorContext {
  readonly records: RecordsCheck;
}

/** An import to finish, with the error file that was written for it if it has failures. */
export interface Finishing {
  readonly importId: string;
  readonly tenantId: number;
  readonly errorFile?: { readonly key: string; readonly failures: number };
}

/**
 * How long the mirror may keep the imports locked. A flush or a cancel that meets the lock waits as long; an insert
 * of a few rows takes milliseconds.
 */
const MIRROR_DEADLINE_MS = 5_000;

/**
 * Gives imports their final status, each only if it can still be finished, ClickHouse has its records, and its error
 * file holds as many failures as are stored. The mirror has the final row before it is committed here, and the people
 * whose records it shows: Complete means visible. Should the commit fail after that, the mirror is ahead until the next
 * attempt. A check run is in no mirror; the import that it is of goes on with it.
 *
 * @returns those that were finished by this call
 * @throws what PostgreSQL or ClickHouse throws; when that is a lost connection, the commit may have happened
 */
export async function commitFinished(
  context: FinishContext,
  finishing: readonly Finishing[],
  signal: AbortSignal,
): Promise<readonly ReadyImport[]> {
  if (finishing.length === 0) return [];
  await mirrorPeople(context, signal, [...new Set(finishing.map(({ tenantId }) => tenantId))]);
  const errorFiles = new Map(finishing.map(({ importId, errorFile }) => [importId, errorFile]));
  const visible = await visibleImports(context, [...errorFiles.keys()], signal);
  if (visible.size === 0) return [];
  const finished = await inTransaction(context.pool, async (client) => {
    const locked = await lockRunning(client, [...visible.keys()]);
    const ready = (await readyImports(client, { importIds: locked, leased: true })).filter(
      (one) =>
        hasErrorFile(one, errorFiles.get(one.import_id)?.failures ?? 0) &&
        one.successes === visible.get(one.import_id),
    );
    if (ready.length === 0) return ready;
    await mirrorFinalRows(
      context,
      ready.filter(({ check_of }) => check_of === null),
      signal,
    );
    const keys = ready.map((one) => errorFiles.get(one.import_id)?.key ?? null);
    await updateStatus(client, ready, keys, await countResults(client, ready));
    await settleUndos(client, ready);
    await recordFinished(
      client,
      ready.flatMap(({ import_id, check_of }) => (check_of === null ? [import_id] : [])),
    );
    for (const key of keys) if (key !== null) await removeIntent(client, key);
    for (const { import_id, check_of } of ready)
      if (check_of !== null) await settleChecked(client, import_id);
    return ready;
  });
  context.records.forget(finished.map((one) => one.import_id));
  for (const one of finished) report(context, one);
  return finished;
}

function report({ metrics, logger }: FinishContext, one: ReadyImport): void {
  const { import_id: importId, tenant_id: tenantId, final_status: status, successes, failures } = one;
  const what = { importId, tenantId, status, successes, failures, unknown: one.final_unknown };
  if (one.check_of !== null) {
    logger.info({ ...what, checkOf: one.check_of }, 'check finished');
    return;
  }
  measure(metrics, one);
  logger.info(what, 'import finished');
}

/** Whether an error file of so many failures has all of them. Nobody reads that of a check run that was cancelled. */
function hasErrorFile(one: ReadyImport, failures: number): boolean {
  return one.failures_stored === failures || (one.check_of !== null && one.final_status === 'cancelled');
}

async function mirrorFinalRows(
  { clickhouse }: FinishContext,
  ready: readonly ReadyImport[],
  signal: AbortSignal,
): Promise<void> {
  if (ready.length === 0) return;
  const finalRows = ready.map((one) => ({
    ...one,
    status: one.final_status,
    total: one.final_total,
    revision: one.revision + 1,
  }));
  await insertIntoMirror(
    clickhouse,
    importInsert(finalRows),
    AbortSignal.any([signal, AbortSignal.timeout(MIRROR_DEADLINE_MS)]),
  );
}

/** The successes of those imports whose records can be queried, by import. Asked before anything is locked. */
async function visibleImports(
  { pool, records }: FinishContext,
  importIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const ready = await readyImports(pool, { importIds, leased: true });
  const visible = await records.visible(ready, signal);
  return new Map(visible.map((one) => [one.import_id, one.successes]));
}

/** Small and large as people see them: the first must not wait for the second (promise 9). */
const SMALL_ROWS = 1_000;
const LARGE_ROWS = 50_000;

function measure(metrics: Metrics, { final_status: status, total, source, accepted_us }: ReadyImport): void {
  metrics.importsFinished.inc({ status });
  // A feed takes as long as its producer likes.
  if (source !== 'file') return;
  const rows = total ?? 0;
  const size = rows <= SMALL_ROWS ? 'small' : rows < LARGE_ROWS ? 'medium' : 'large';
  metrics.importSeconds.observe({ status, size }, Math.max(0, Date.now() / 1_000 - accepted_us / 1_000_000));
}

/**
 * Locks out transcript-writer too, which holds the imports of a batch against this until it commits: a feed has no
 * record in flight when it is finished. With a check run, the import that it is of is
 * locked, and with an undo the one that it undoes.
 */
async function lockRunning(client: Client, importIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ import_id: string; status: ImportStatus }>(
    `SELECT import_id, status FROM imports
     WHERE ${WITH_RELATED_IMPORTS}
     ORDER BY import_id FOR UPDATE`,
    [importIds],
  );
  const asked = new Set(importIds);
  return rows
    .filter(({ import_id, status }) => asked.has(import_id) && status === 'in_progress')
    .map(({ import_id }) => import_id);
}

async function updateStatus(
  client: Client,
  ready: readonly ReadyImport[],
  keys: readonly (string | null)[],
  results: ReadonlyMap<string, RowCounts>,
): Promise<void> {
  await client.query(
    `WITH finished AS (
       UPDATE imports SET
         status = final.status,
         total = final.total,
         missing = final.missing,
         unknown = final.unknown,
         successes = final.successes,
         failures = final.failures,
         skipped = final.skipped,
         error_file_key = final.error_file_key,
         results = final.results::jsonb,
         completed_at = now(),
         last_updated = now(),
         revision = revision + 1,
         mirrored_revision = revision + 1
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
           $8::bigint[], $9::bigint[], $10::text[])
         AS final (import_id, status, error_file_key, total, missing, unknown, successes, failures, skipped, results)
       WHERE imports.import_id = final.import_id
       RETURNING imports.tenant_id, imports.import_id, old.error_file_key AS key
     ), replaced AS (
       ${insertRemovals('finished WHERE key IS NOT NULL')}
     ), released AS (
       DELETE FROM error_file_leases USING finished WHERE error_file_leases.import_id = finished.import_id
     )
     SELECT pg_notify('import_changed', tenant_id || ':' || import_id) FROM finished`,
    [
      ready.map((one) => one.import_id),
      ready.map((one) => one.final_status),
      keys,
      ready.map((one) => one.final_total),
      ready.map((one) => one.final_missing),
      ready.map((one) => one.final_unknown),
      ready.map((one) => one.successes),
      ready.map((one) => one.failures),
      ready.map((one) => one.skipped),
      ready.map(({ import_id }) => {
        const counts = results.get(import_id);
        return counts === undefined ? null : JSON.stringify(counts);
      }),
    ],
  );
}

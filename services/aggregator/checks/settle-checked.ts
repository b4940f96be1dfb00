import { recordNeedsApproval } from '#shared/events/record-events.ts';
import { applyImport } from '#shared/imports/apply-import.ts';
import { IS_HELD } from '#shared/imports/hold.ts';
import type { Client, Queryable } from '#shared/postgres/pool.ts';

/** What becomes of an import when its check run has ended. */
export type Settled = 'ready_to_import' | 'needs_approval' | 'in_progress' | 'discarded';

interface CheckedRow {
  readonly import_id: string;
  readonly tenant_id: number;
  readonly run_status: string;
  readonly applies: boolean;
  readonly is_held: boolean;
}

/**
 * Takes an import on when its check run has its final status: it waits for approval when it overwrites more than its
 * tenant lets pass, and else for a person to apply it, or is imported when nobody asked for a check. The check run is
 * not the import's any more when its settings were changed meanwhile; then nothing happens. In the transaction that
 * ends the check run, which has locked both.
 *
 * @returns undefined when nothing happened
 */
export async function settleChecked(client: Client, checkRun: string): Promise<Settled | undefined> {
  const checked = await readChecked(client, checkRun);
  if (checked === undefined) return undefined;
  const settled = nextStatus(checked);
  await showOutcome(client, checkRun, settled === 'in_progress' ? 'ready_to_import' : settled);
  if (settled === 'needs_approval') await recordNeedsApproval(client, checked.import_id);
  if (settled === 'in_progress')
    await applyImport(client, { importId: checked.import_id, tenantId: checked.tenant_id });
  return settled;
}

function nextStatus({ run_status, applies, is_held }: CheckedRow): Settled {
  // Whoever has a check run cancelled discards its import, or gives it another one, before. Should that be missing, not
  // all rows were checked, and none may be imported by what was found.
  if (run_status === 'cancelled') return 'discarded';
  // Also one that was uploaded to be checked: otherwise a check would be the way around the approval.
  if (is_held) return 'needs_approval';
  return applies ? 'in_progress' : 'ready_to_import';
}

async function readChecked(client: Queryable, checkRun: string): Promise<CheckedRow | undefined> {
  const { rows } = await client.query<CheckedRow>(
    `SELECT checked.import_id, checked.tenant_id, run.status AS run_status, checked.apply_after_check AS applies,
       ${IS_HELD} AS is_held
     FROM imports AS run
       JOIN imports AS checked ON checked.import_id = run.check_of AND checked.check_run = run.import_id
       JOIN tenants ON tenants.tenant_id = run.tenant_id
       LEFT JOIN import_checks ON import_checks.import_id = run.import_id
     WHERE run.import_id = $1 AND checked.status = 'checking'`,
    [checkRun],
  );
  return rows[0];
}

async function showOutcome(client: Queryable, checkRun: string, status: Settled): Promise<void> {
  await client.query(
    `WITH shown AS (
       UPDATE imports AS checked SET status = $2, total = run.total, successes = run.successes,
         failures = run.failures, skipped = run.skipped, last_updated = now(), revision = checked.revision + 1
       FROM imports AS run
       WHERE run.import_id = $1 AND checked.import_id = run.check_of
       RETURNING checked.tenant_id, checked.import_id
     )
     SELECT pg_notify('import_changed', tenant_id || ':' || import_id) FROM shown`,
    [checkRun, status],
  );
}

import { recordAudit } from '#shared/audit/audit-log.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { LmsError } from '#shared/errors.ts';
import { recordNeedsApproval } from '#shared/events/record-events.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { applyImport } from '#shared/imports/apply-import.ts';
import { discardImports } from '#shared/imports/discard-imports.ts';
import { isHeld } from '#shared/imports/hold.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { IMPORT_COLUMNS, type ImportRow, isUnapplied } from '#shared/imports/import-view.ts';
import { foldUsername } from '#shared/people/username.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { storedInspection } from '../upload/accept-import.ts';
import { askAboutSameFile } from './same-file-question.ts';
import { type Caller, change, type LockedImport, lockImport, statusMessage } from './unapplied-import.ts';

/**
 * Imports what was checked, or has it wait: for approval where its tenant has begun to hold as much since, or for an answer
 * where the same file of certifications was imported since. Of two calls at once one does it.
 *
 * @throws Refusal `not-found`, or `not-ready` unless the import is ready
 */
export function applyCheck(pool: Pool, caller: Caller, id: string): Promise<ImportRow> {
  return change(pool, caller, async (client) => {
    const { status } = await lockImport(client, id);
    if (status === 'needs_approval')
      throw new Refusal('not-ready', statusMessage('problems.status-needs-approval', status));
    if (status !== 'ready_to_import')
      throw new Refusal('not-ready', statusMessage('problems.status-not-ready', status));
    const asked = await askSinceChecked(client, caller, id);
    if (asked !== undefined) return waitAs(client, caller, id, 'needs_settings', asked);
    return (await isHeld(client, id))
      ? waitAs(client, caller, id, 'needs_approval')
      : apply(client, caller, id, 'import.applied');
  });
}

/**
 * Imports what was held, since it overwrites more than its tenant lets pass unseen.
 *
 * @throws Refusal `not-found`, `not-ready` unless it waits for approval, or `needs-other-person` where whoever uploaded
 *   it may not approve it
 */
export function approveCheck(pool: Pool, caller: Caller, id: string): Promise<ImportRow> {
  return change(pool, caller, async (client) => {
    const locked = await lockImport(client, id);
    if (locked.status !== 'needs_approval')
      throw new Refusal('not-ready', statusMessage('problems.status-not-ready', locked.status));
    await refuseUploader(client, caller, locked);
    const asked = await askSinceChecked(client, caller, id);
    if (asked !== undefined) return waitAs(client, caller, id, 'needs_settings', asked);
    return apply(client, caller, id, 'import.approved');
  });
}

async function refuseUploader(
  client: Client,
  { tenant, subject }: Caller,
  locked: LockedImport,
): Promise<void> {
  if (foldUsername(locked.initiated_by) !== foldUsername(subject)) return;
  const { rows } = await client.query<{ two_person: boolean }>(
    'SELECT two_person FROM tenants WHERE tenant_id = $1',
    [tenant.id],
  );
  if (rows[0]?.two_person === true) {
    throw new Refusal('needs-other-person', message('problems.needs-other-person'));
  }
}

async function apply(
  client: Client,
  { tenant, subject }: Caller,
  id: string,
  action: 'import.applied' | 'import.approved',
): Promise<ImportRow> {
  await applyImport(client, { importId: id, tenantId: tenant.id });
  await recordAudit(client, { tenantId: tenant.id, actor: subject, action, importId: id });
  return readRow(client, id);
}

/** The inspection with a question that did not arise when the file was checked; undefined without one. */
async function askSinceChecked(
  client: Client,
  { tenant }: Caller,
  id: string,
): Promise<Inspection | undefined> {
  // Two checks of one file must not both be applied without a word: whoever comes second sees the first one's import.
  await client.query('SELECT FROM tenants WHERE tenant_id = $1 FOR UPDATE', [tenant.id]);
  const { rows } = await client.query<{
    original_sha256: Buffer;
    inspection: Inspection | null;
    settings: ImportSettings;
    language: Language;
  }>('SELECT original_sha256, inspection, settings, language FROM imports WHERE import_id = $1', [id]);
  const [row] = rows;
  if (row === undefined || row.inspection === null) return undefined;
  const file = { sha256: row.original_sha256, inspection: row.inspection };
  const inspection = await askAboutSameFile(client, file, row.settings, row.language);
  return inspection.questions.length > row.inspection.questions.length ? inspection : undefined;
}

async function waitAs(
  client: Client,
  { tenant }: Caller,
  id: string,
  status: 'needs_approval' | 'needs_settings',
  inspection?: Inspection,
): Promise<ImportRow> {
  await client.query(
    `UPDATE imports SET status = $2, inspection = coalesce($3, inspection), last_updated = now(), revision = revision + 1
     WHERE import_id = $1`,
    [id, status, inspection === undefined ? null : storedInspection(inspection).inspection],
  );
  if (status === 'needs_approval') await recordNeedsApproval(client, id);
  await client.query("SELECT pg_notify('import_changed', $1)", [`${tenant.id}:${id}`]);
  return readRow(client, id);
}

async function readRow(client: Client, id: string): Promise<ImportRow> {
  const { rows } = await client.query<ImportRow>(
    `SELECT ${IMPORT_COLUMNS} FROM imports WHERE import_id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('unexpected', `There is no import ${id}`);
  return row;
}

/**
 * Discards an import that was not applied: from now on there is none.
 *
 * @throws Refusal `not-found`, or `not-discardable` once it was applied
 */
export function discardCheck(pool: Pool, caller: Caller, id: string): Promise<void> {
  return change(pool, caller, async (client) => {
    const { status } = await lockImport(client, id);
    if (!isUnapplied(status)) {
      throw new Refusal('not-discardable', statusMessage('problems.status-not-discardable', status));
    }
    await discardImports(client, [id], caller.subject);
  });
}

import { recordAudit } from '#shared/audit/audit-log.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { TenantSlots } from '#shared/http/tenant-slots.ts';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { IMPORT_COLUMNS, type ImportRow, isUnapplied } from '#shared/imports/import-view.ts';
import { isInOrder, type ParseSettings } from '#shared/imports/parse-settings.ts';
import { sameFile } from '#shared/imports/same-file.ts';
import type { UsedMapping } from '#shared/imports/saved-mappings.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { type InspectedFile, inspectionOptions } from '../inspect/inspect-file.ts';
import { inspectStored, parseSettingsOf } from '../inspect/inspect-stored.ts';
import { storedInspection } from '../upload/accept-import.ts';
import type { TopicPartitions } from '../upload/topic-partitions.ts';
import { requireFields } from '../upload/upload-parameters.ts';
import { askAboutSameFile } from './same-file-question.ts';
import { cancelCheckRuns, startCheckRun } from './start-check-run.ts';
import { type Caller, change, type LockedImport, lockImport, statusMessage } from './unapplied-import.ts';

export interface SettingsContext {
  readonly pool: Pool;
  readonly store: ObjectStore;
  readonly partitions: TopicPartitions;
  readonly slots: TenantSlots;
}

/**
 * Checks an import again under other settings, which replace those that it had: its stored original is inspected again
 * and, unless something is still to be answered, a new check run takes the place of the one before.
 *
 * @throws Refusal `not-found`, `already-applied`, or what refuses the file as it would be read; then nothing has
 *   changed
 */
export async function changeSettings(
  context: SettingsContext,
  caller: Caller,
  id: string,
  settings: ImportSettings,
): Promise<ImportRow> {
  const { pool } = context;
  const { original_key: key, language } = await change(pool, caller, (client) => lockUnapplied(client, id));
  if (key === null) throw new Refusal('not-found', message('problems.file-gone'));
  const partitions = await context.partitions.count();
  const mapping = await change(pool, caller, (client) => mappingOf(client, id, settings));
  const file = await inspectAgain(context, caller, key, { settings, isSaved: mapping !== null, language });
  const parseSettings = parseSettingsOf(file, settings, partitions);
  return change(pool, caller, async (client) => {
    await lockUnapplied(client, id);
    await cancelCheckRuns(client, id);
    const inspection = await askAboutSameFile(client, file, settings, language);
    const row = await storeSettings(client, id, {
      settings,
      mapping,
      file: { ...file, inspection },
      parseSettings,
    });
    const { tenant, subject } = caller;
    await recordAudit(client, {
      tenantId: tenant.id,
      actor: subject,
      action: 'import.settings-changed',
      importId: id,
    });
    await client.query("SELECT pg_notify('import_changed', $1)", [`${tenant.id}:${id}`]);
    return row.status === 'checking' ? startCheckRun(client, tenant.id, id) : row;
  });
}

async function lockUnapplied(client: Client, id: string): Promise<LockedImport> {
  const locked = await lockImport(client, id);
  if (isUnapplied(locked.status)) return locked;
  throw new Refusal('already-applied', statusMessage('problems.status-already-applied', locked.status));
}

/** It reads the whole file, as an upload does, and so takes an upload's place. */
async function inspectAgain(
  { store, slots }: SettingsContext,
  { tenant }: Caller,
  key: string,
  {
    settings,
    isSaved,
    language,
  }: { readonly settings: ImportSettings; readonly isSaved: boolean; readonly language: Language },
): Promise<InspectedFile> {
  const leave = await slots.enter(tenant.slug);
  try {
    const file = await inspectStored(store, key, {
      ...inspectionOptions(settings, { check: true, isSaved, language }),
      maxBytes: tenant.maxFileBytes,
      maxRows: tenant.maxFileRows,
    });
    requireFields(settings, file.inspection.type);
    return file;
  } finally {
    leave();
  }
}

/** The saved mapping that an import was read by, as long as its columns are; what else is chosen may change. */
async function mappingOf(client: Client, id: string, settings: ImportSettings): Promise<UsedMapping | null> {
  const { rows } = await client.query<{ mapping: UsedMapping | null }>(
    `SELECT mapping FROM imports
     WHERE import_id = $1 AND settings -> 'columns' IS NOT DISTINCT FROM $2::jsonb -> 'columns'`,
    [id, JSON.stringify(settings)],
  );
  return rows[0]?.mapping ?? null;
}

interface NewSettings {
  readonly settings: ImportSettings;
  readonly mapping: UsedMapping | null;
  readonly file: InspectedFile;
  readonly parseSettings: ParseSettings;
}

async function storeSettings(
  client: Client,
  id: string,
  { settings, mapping, file, parseSettings }: NewSettings,
): Promise<ImportRow> {
  const { type, questions } = file.inspection;
  const { inspection, warnings } = storedInspection(file.inspection);
  const { rows } = await client.query<ImportRow>(
    `UPDATE imports SET type = $2, status = $3, total = $4, parse_settings = $5, inspection = $6, warnings = $7,
       settings = $8, mapping = $9, in_order = $10, same_file_as = ${sameFile('imports.original_sha256', '$2')},
       check_run = NULL, successes = 0, failures = 0, skipped = 0, last_updated = now(), revision = revision + 1
     WHERE import_id = $1 RETURNING ${IMPORT_COLUMNS}`,
    [
      id,
      type,
      questions.length > 0 ? 'needs_settings' : 'checking',
      file.total,
      JSON.stringify(parseSettings),
      inspection,
      warnings,
      JSON.stringify(settings),
      mapping === null ? null : JSON.stringify(mapping),
      isInOrder(parseSettings),
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('unexpected', `There is no import ${id}`);
  return row;
}

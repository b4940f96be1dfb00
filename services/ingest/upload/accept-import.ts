import { recordAudit } from '#shared/audit/audit-log.ts';
import { fileTitles } from '#shared/csv/file-titles.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { type ImportSettings, isSameChoice } from '#shared/imports/import-settings.ts';
import { IMPORT_COLUMNS, type ImportRow, type ImportStatus } from '#shared/imports/import-view.ts';
import { isInOrder, type ParseSettings } from '#shared/imports/parse-settings.ts';
import { sameFile } from '#shared/imports/same-file.ts';
import { titleKeys } from '#shared/imports/title-keys.ts';
import { removeIntent } from '#shared/object-store/intents.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { retry } from '#shared/runtime/retry.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { askAboutSameFile } from '../checks/same-file-question.ts';
import { startCheckRun } from '../checks/start-check-run.ts';
import type { InspectedFile } from '../inspect/inspect-file.ts';
import type { ChosenSettings } from './choose-settings.ts';
import { countTowardsToday } from './daily-limit.ts';
import type { Tenant } from './tenant.ts';

export interface Acceptance {
  readonly tenant: Tenant;
  readonly initiatedBy: string;
  /** Of what is written about the import: reasons, error file, e-mails. */
  readonly language: Language;
  readonly fileName: string;
  readonly chosen: ChosenSettings;
  /** Whether it is to be checked, and imported only when that is asked for. */
  readonly check: boolean;
  readonly idempotencyKey: string | undefined;
  readonly file: InspectedFile;
  readonly originalKey: string;
  readonly parseSettings: ParseSettings;
}

export interface Accepted {
  readonly row: ImportRow;
  /** The idempotency key had accepted this import before; the object just stored is not used. */
  readonly repeated: boolean;
}

/** How long an upload that is stored waits for PostgreSQL to come back: a restart takes less, and a client waits. */
const ACCEPT_WITHIN_MS = 10_000;

/** For how long a key answers the same import. */
const KEY_LIFETIME = '24 hours';

/**
 * Makes a stored file an import, in one transaction: from its commit on, no crash loses a row. A commit whose answer
 * was lost is found again by its original, so that trying again accepts nothing twice.
 *
 * @throws Refusal `key-reused` or `daily-limit`, or PostgreSQL's error when it stays unavailable
 */
export function acceptImport(pool: Pool, acceptance: Acceptance): Promise<Accepted> {
  return retry(() => asTenant(pool, acceptance.tenant.slug, (client) => accept(client, acceptance)), {
    signal: AbortSignal.timeout(ACCEPT_WITHIN_MS),
  });
}

async function accept(client: Client, acceptance: Acceptance): Promise<Accepted> {
  // First of all, since it locks the tenant's row: acceptances of a tenant happen one after another, so their order
  // is that of the clock, two uploads under one key cannot both find it free, and a commit whose answer was lost is
  // decided before we look for its import.
  const acceptedUs = await advanceTenantClock(client, acceptance.tenant.id);
  const committed = await findByOriginal(client, acceptance);
  if (committed !== undefined) return { row: committed, repeated: false };

  const { idempotencyKey } = acceptance;
  const earlier = idempotencyKey === undefined ? undefined : await findByKey(client, idempotencyKey);
  if (earlier !== undefined) {
    if (!isSameUpload(earlier, acceptance)) throw keyReused();
    return { row: earlier, repeated: true };
  }
  await countTowardsToday(client, acceptance.tenant, acceptance.file.bytes);
  const { check, file, chosen, language } = acceptance;
  const inspection = check
    ? await askAboutSameFile(client, file, chosen.settings, language)
    : file.inspection;
  const inserted = await insertImport(client, { ...acceptance, file: { ...file, inspection } }, acceptedUs);
  const row = await begin(client, acceptance.tenant.id, inserted);
  if (idempotencyKey !== undefined) {
    await client.query('INSERT INTO idempotency_keys (tenant_id, key, import_id) VALUES ($1, $2, $3)', [
      acceptance.tenant.id,
      idempotencyKey,
      row.import_id,
    ]);
  }
  await removeIntent(client, acceptance.originalKey);
  await recordAudit(client, {
    tenantId: acceptance.tenant.id,
    actor: acceptance.initiatedBy,
    action: 'import.uploaded',
    importId: row.import_id,
  });
  return { row, repeated: false };
}

/** Lets rows be produced: those of the import, of its check run, or none while something is to be answered. */
async function begin(client: Client, tenantId: number, row: ImportRow): Promise<ImportRow> {
  if (row.status === 'checking') return startCheckRun(client, tenantId, row.import_id);
  if (row.status === 'in_progress') {
    await client.query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [
      row.import_id,
      tenantId,
    ]);
  }
  return row;
}

async function findByOriginal(client: Client, { file, originalKey }: Acceptance) {
  const { rows } = await client.query<ImportRow>(
    `SELECT ${IMPORT_COLUMNS} FROM imports
     WHERE original_sha256 = $1 AND original_key = $2 AND check_of IS NULL`,
    [file.sha256, originalKey],
  );
  return rows[0];
}

type KeyedImport = ImportRow & {
  readonly original_sha256: Buffer;
  readonly parse_settings: ParseSettings;
  readonly chosen: ImportSettings;
  readonly check_requested: boolean;
};

async function findByKey(client: Client, key: string): Promise<KeyedImport | undefined> {
  await client.query('DELETE FROM idempotency_keys WHERE created_at < now() - $1::interval', [KEY_LIFETIME]);
  const { rows } = await client.query<KeyedImport>(
    `SELECT ${IMPORT_COLUMNS}, original_sha256, parse_settings, settings AS chosen, check_requested
     FROM imports
     WHERE import_id = (SELECT k.import_id FROM idempotency_keys k WHERE k.key = $1)`,
    [key],
  );
  return rows[0];
}

/**
 * The same bytes, to be read in the same way: anything else under the same key would be answered wrongly. How a file is
 * read that was to be checked may have been changed since, by whoever answered what was to be answered.
 */
function isSameUpload(earlier: KeyedImport, { file, check, chosen, parseSettings }: Acceptance): boolean {
  if (earlier.check_requested !== check || !file.sha256.equals(earlier.original_sha256)) return false;
  if (check) return true;
  return (
    earlier.type === file.inspection.type &&
    earlier.parse_settings.dateFormat === parseSettings.dateFormat &&
    earlier.parse_settings.dialect.encoding === parseSettings.dialect.encoding &&
    isSameChoice(choicesOf(earlier.chosen), choicesOf(chosen.settings))
  );
}

/** The choices that the format and the encoding that a file was read as do not show. */
function choicesOf({ columns, values, constants, blanks, olderRecords }: ImportSettings) {
  return { columns, values, constants, blanks, olderRecords };
}

async function insertImport(client: Client, acceptance: Acceptance, acceptedUs: number): Promise<ImportRow> {
  const { tenant, check, chosen, file, parseSettings } = acceptance;
  const { inspection, warnings } = storedInspection(file.inspection);
  const { rows } = await client.query<ImportRow>(
    `INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, total, original_key,
       original_bytes, original_sha256, parse_settings, inspection, warnings, settings, status, check_requested,
       apply_after_check, in_order, titles_key, corrects, mapping, language, same_file_as)
     VALUES ($1, $2, 'file', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
       ${sameFile('$9', '$2')})
     RETURNING ${IMPORT_COLUMNS}`,
    [
      tenant.id,
      file.inspection.type,
      acceptance.fileName,
      acceptance.initiatedBy,
      acceptedUs,
      file.total,
      acceptance.originalKey,
      file.bytes,
      file.sha256,
      JSON.stringify(parseSettings),
      inspection,
      warnings,
      JSON.stringify(chosen.settings),
      firstStatus(acceptance),
      check,
      !check && tenant.holdsImports,
      isInOrder(parseSettings),
      titleKeys(fileTitles(file.header)).all,
      chosen.corrects ?? null,
      chosen.mapping === undefined ? null : JSON.stringify(chosen.mapping),
      acceptance.language,
    ],
  );
  const row = rows[0];
  if (row === undefined) throw new LmsError('unexpected', 'An INSERT returned no row');
  return row;
}

/** Files of a tenant that holds imports are checked, since one that overwrites too much waits for approval. */
function firstStatus({ check, tenant, file }: Acceptance): ImportStatus {
  if (check) return file.inspection.questions.length > 0 ? 'needs_settings' : 'checking';
  return tenant.holdsImports ? 'checking' : 'in_progress';
}

/** An inspection, and its warnings, as an import stores them. */
export function storedInspection(inspection: Inspection): {
  readonly inspection: string;
  readonly warnings: string;
} {
  return {
    inspection: storableJson(inspection),
    warnings: storableJson(inspection.warnings.slice(0, MAX_WARNINGS)),
  };
}

/** Warnings that an import carries wherever it is shown; its inspection has all of them. */
const MAX_WARNINGS = 20;

/** PostgreSQL's jsonb cannot hold NUL, which a cell may have; its row fails for it, and here it is only shown. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '\ufffd').toWellFormed() : part,
  );
}

function keyReused(): Refusal {
  return new Refusal('key-reused', message('problems.key-reused'));
}

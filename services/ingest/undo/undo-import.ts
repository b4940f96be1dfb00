import { recordAudit } from '#shared/audit/audit-log.ts';
import { LmsError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { IMPORT_COLUMNS, type ImportRow, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import { chooseSpread } from '#shared/imports/parse-settings.ts';
import type { RecordKey } from '#shared/imports/record-key.ts';
import {
  alreadyUndone,
  mayUndo,
  UNDOABLE_COLUMNS,
  type UndoableImport,
  undoRefusal,
} from '#shared/imports/undo-refusal.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { advanceTenantClock } from '#shared/tenants/tenant-clock.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { type Caller, change } from '../checks/unapplied-import.ts';
import type { TopicPartitions } from '../upload/topic-partitions.ts';

/** Who wants something undone. */
export interface UndoCaller extends Caller {
  readonly roles: readonly string[];
  /** What the undo is written in. */
  readonly language: Language;
}

export interface UndoContext {
  readonly pool: Pool;
  readonly partitions: Pick<TopicPartitions, 'count'>;
}

/** What an undo takes back, and how its rows are spread. */
interface Undo {
  readonly undoes: string;
  readonly record: RecordKey | null;
  readonly partitions: number;
}

/**
 * Accepts the undo of an import: an import of its own, whose rows are the records that the import wrote. From the commit
 * on the import counts as undone. Of two calls at once one does it.
 *
 * @throws Refusal `not-found`, `forbidden` without the role that the tenant wants, or why it cannot be undone
 */
export async function undoImport(
  { pool, partitions }: UndoContext,
  caller: UndoCaller,
  id: string,
): Promise<ImportRow> {
  const count = await partitions.count();
  return change(pool, caller, async (client) => {
    await lockUndoable(client, caller, id, true);
    const row = await accept(client, caller, { undoes: id, record: null, partitions: count });
    await client.query('SELECT mark_undone($1, $2)', [id, row.import_id]);
    // Uploaded again under the same key, the file is imported again: it counts as never uploaded.
    await client.query('DELETE FROM idempotency_keys WHERE import_id = $1', [id]);
    await audit(client, caller, { action: 'import.undone', importId: id });
    return row;
  });
}

/**
 * Accepts the undo of one record, by the same way; its import stays as it is.
 *
 * @throws Refusal `not-found` when the person has no such record, else as {@link undoImport}
 */
export async function undoRecord(
  { pool, partitions }: UndoContext,
  caller: UndoCaller,
  record: RecordKey,
): Promise<ImportRow> {
  const count = await partitions.count();
  return change(pool, caller, async (client) => {
    const undoes = await importOf(client, record);
    await lockUndoable(client, caller, undoes, false);
    await refuseSecond(client, undoes, record);
    const row = await accept(client, caller, { undoes, record, partitions: count });
    const subject = String(record.personId);
    await audit(client, caller, { action: 'record.undone', importId: undoes, subject });
    return row;
  });
}

async function importOf(client: Client, record: RecordKey): Promise<string> {
  const { rows } = await client.query<{ import_id: string | null }>(
    'courseNumber' in record
      ? 'SELECT import_id FROM course_records WHERE person_id = $1 AND course_number = $2'
      : 'SELECT import_id FROM certification_records WHERE person_id = $1 AND record_id = $2',
    [record.personId, 'courseNumber' in record ? record.courseNumber : record.recordId],
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-record'));
  if (row.import_id === null) throw new Refusal('not-undoable', message('problems.record-of-no-import'));
  return row.import_id;
}

/** Locks the import, so that of two undos at once one comes first. */
async function lockUndoable(
  client: Client,
  { roles }: UndoCaller,
  id: string,
  wholeImport: boolean,
): Promise<void> {
  const { rows } = await client.query<UndoableImport & { undo_role: string }>(
    `SELECT ${UNDOABLE_COLUMNS}, tenants.undo_role FROM imports JOIN tenants USING (tenant_id)
     WHERE import_id = $1 AND ${VISIBLE_IMPORT} FOR UPDATE OF imports`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
  if (!mayUndo(roles, row.undo_role))
    throw new Refusal('forbidden', message('problems.undo-needs-role', { role: row.undo_role }));
  const refusal = undoRefusal(row, wholeImport);
  if (refusal !== undefined) throw refusal;
}

async function refuseSecond(client: Client, undoes: string, record: RecordKey): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM imports WHERE undoes = $1 AND undo_of_record = $2 AND status = 'in_progress'`,
    [undoes, JSON.stringify(record)],
  );
  if (rowCount !== 0) throw alreadyUndone();
}

async function accept(
  client: Client,
  { tenant, subject, language }: UndoCaller,
  { undoes, record, partitions }: Undo,
): Promise<ImportRow> {
  // Last of what may wait: it holds up every other acceptance of the tenant.
  const acceptedUs = await advanceTenantClock(client, tenant.id);
  const { rows } = await client.query<ImportRow>(
    `INSERT INTO imports (tenant_id, type, source, undoes, undo_of_record, file_name, initiated_by, accepted_us,
       parse_settings, language)
     SELECT tenant_id, type, 'undo', import_id, $2, file_name, $3, $4, $5, $6 FROM imports AS undone WHERE import_id = $1
     RETURNING ${IMPORT_COLUMNS}`,
    [
      undoes,
      record === null ? null : JSON.stringify(record),
      subject,
      acceptedUs,
      JSON.stringify(chooseSpread(partitions)),
      language,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('unexpected', 'An INSERT returned no row');
  await client.query('INSERT INTO import_leases (import_id, tenant_id) VALUES ($1, $2)', [
    row.import_id,
    tenant.id,
  ]);
  await client.query(
    "SELECT pg_notify('import_changed', $1::text || ':' || import_id) FROM unnest($2::uuid[]) AS import_id",
    [tenant.id, [undoes, row.import_id]],
  );
  return row;
}

function audit(
  client: Client,
  { tenant, subject }: UndoCaller,
  event: {
    readonly action: 'import.undone' | 'record.undone';
    readonly importId: string;
    readonly subject?: string;
  },
): Promise<void> {
  return recordAudit(client, { tenantId: tenant.id, actor: subject, ...event });
}

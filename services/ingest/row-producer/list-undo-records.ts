import { LmsError } from '#shared/errors.ts';
import type { RecordKey } from '#shared/imports/record-key.ts';
import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { isUniqueViolation } from '#shared/postgres/unique-violation.ts';
import type { LeasedImport, LeasedUndo } from './import-leases.ts';

/**
 * How long listing may take; what hangs for longer is tried again.
 */
const LIST_WITHIN_MS = 15 * 60_000;

/** What listing must know of a leased undo. */
type ListedImport = Pick<LeasedImport, 'importId' | 'fencingToken' | 'tenantId' | 'type'>;

/**
 * Records that still are the ones that the import wrote, in the order of keys: those that are taken back. Behind them those
 * that somebody has written over since, each with the import that did. By one snapshot: between two, a record that is written
 * over would be among both.
 */
const COURSES = `WITH own AS (
    INSERT INTO undo_records (import_id, tenant_id, row_number, person_id, course_number)
    SELECT $1, tenant_id, row_number() OVER (ORDER BY person_id, course_number), person_id, course_number
    FROM course_records
    WHERE tenant_id = $2 AND import_id = $3
      AND ($4::bigint IS NULL OR (person_id = $4 AND course_number = $5))
    RETURNING row_number
  ), staying AS (
    INSERT INTO undo_records (import_id, tenant_id, row_number, person_id, course_number, changed_by)
    SELECT $1, tenant_id, (SELECT count(*) FROM own) + row_number() OVER (ORDER BY person_id, course_number), person_id,
      course_number, changed_by
    FROM (
      SELECT DISTINCT stored.tenant_id, stored.person_id, stored.course_number, stored.import_id AS changed_by
      FROM course_record_history AS line JOIN course_records AS stored USING (tenant_id, person_id, course_number)
      WHERE line.tenant_id = $2 AND line.import_id = $3 AND line.outcome = 'replaced'
        AND stored.tenant_id = $2 AND stored.import_id IS DISTINCT FROM $3
        AND ($4::bigint IS NULL OR (stored.person_id = $4 AND stored.course_number = $5))
    ) AS changed
    RETURNING row_number
  )
  SELECT (SELECT count(*) FROM own) AS total, (SELECT count(*) FROM staying) AS stayed`;

const CERTIFICATIONS = `WITH own AS (
    INSERT INTO undo_records (import_id, tenant_id, row_number, person_id, record_id, certification_name)
    SELECT $1, tenant_id, row_number() OVER (ORDER BY person_id, record_id), person_id, record_id, certification_name
    FROM certification_records
    WHERE tenant_id = $2 AND import_id = $3 AND ($4::bigint IS NULL OR (person_id = $4 AND record_id = $5::bigint))
    RETURNING row_number
  )
  SELECT count(*) AS total, 0::bigint AS stayed FROM own`;

/**
 * Lists what an undo has to do (table `undo_records`), once: numbered, so that its rows are produced as those of a file.
 *
 * Since the undo was accepted, every batch passes over the undone import; those that began before it are waited for
 * first, so that none of them can put a record of it back behind the list.
 *
 * @returns how many records are to be taken back
 * @throws LmsError `fenced` when another process has leased the undo
 */
export async function listUndoRecords(pool: Pool, leased: ListedImport, undo: LeasedUndo): Promise<number> {
  await inTransaction(pool, (client) =>
    client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [
      ADVISORY_LOCKS.tenantRecords,
      leased.tenantId,
    ]),
  );
  return inTransaction(pool, async (client) => {
    const listed = await listedTotal(client, leased);
    if (listed !== null) return listed;
    await client.query(`SET LOCAL statement_timeout = ${LIST_WITHIN_MS}`);
    await client.query(`SET LOCAL transaction_timeout = ${2 * LIST_WITHIN_MS}`);
    const key = [undo.record?.personId ?? null, nameOf(undo.record)];
    const which = [leased.importId, leased.tenantId, undo.undoes, ...key];
    const text = leased.type === 'courses' ? COURSES : CERTIFICATIONS;
    // The types of the client do not know that a statement may have a time of its own.
    const statement = { text, values: which, query_timeout: LIST_WITHIN_MS };
    const { rows } = await client
      .query<{ total: number; stayed: number }>(statement)
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? listedByAnother(leased.importId) : error;
      });
    return storeTotals(client, leased, rows[0]?.total ?? 0, rows[0]?.stayed ?? 0);
  });
}

/**
 * What is stored, where a commit's answer was lost.
 *
 * @throws LmsError `fenced`
 */
async function listedTotal(client: Client, { importId, fencingToken }: ListedImport): Promise<number | null> {
  const { rows } = await client.query<{ total: number | null }>(
    `SELECT total FROM imports JOIN import_leases USING (import_id) WHERE import_id = $1 AND fencing_token = $2`,
    [importId, fencingToken],
  );
  const [row] = rows;
  if (row === undefined)
    throw new LmsError('fenced', `The lease ${fencingToken} of undo ${importId} is no longer the latest`);
  return row.total;
}

function nameOf(record: RecordKey | null): string | number | null {
  if (record === null) return null;
  return 'courseNumber' in record ? record.courseNumber : record.recordId;
}

/**
 * Whoever was leased the undo before may have listed it meanwhile: then this list, which may be another one, is
 * given up with its transaction.
 */
async function storeTotals(
  client: Client,
  { importId, tenantId, fencingToken }: ListedImport,
  total: number,
  stayed: number,
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE imports SET total = $3, stayed = $4, last_updated = now(), revision = revision + 1
     FROM import_leases
     WHERE imports.import_id = $1 AND imports.total IS NULL AND import_leases.import_id = imports.import_id
       AND fencing_token = $2`,
    [importId, fencingToken, total, stayed],
  );
  if (rowCount === 0) throw listedByAnother(importId);
  await client.query("SELECT pg_notify('import_changed', $1)", [`${tenantId}:${importId}`]);
  return total;
}

function listedByAnother(importId: string): LmsError {
  return new LmsError('fenced', `Undo ${importId} was listed by another process`);
}

import { Refusal } from '#shared/http/refusal.ts';
import { VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import { isRestorable } from '#shared/imports/restorable-record.ts';
import { countLetter } from '#shared/imports/row-results.ts';
import {
  mayUndo,
  UNDOABLE_COLUMNS,
  type UndoableImport,
  undoableUntil,
  undoRefusal,
} from '#shared/imports/undo-refusal.ts';
import type { Client, Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Caller } from '../http/caller.ts';

/** What an undo of an import does, or has done (schemas/http, UndoPreview). */
export interface UndoPreview extends UndoCounts {
  /** Null while the import is in progress. */
  readonly until: string | null;
  readonly allowed: boolean;
  /** The code of the refusal; null where it is allowed. */
  readonly refusal: string | null;
}

interface UndoCounts {
  readonly restored: number;
  readonly removed: number;
  /** Records that were changed since and stay as they are. */
  readonly stayed: number;
}

const NOTHING: UndoCounts = { restored: 0, removed: 0, stayed: 0 };

type UndoneImport = UndoableImport & {
  readonly type: 'courses' | 'certifications';
  readonly undo_role: string;
};

/** Every record of the import that is current is counted, of a million in seconds. */
const COUNT_WITHIN_MS = 60_000;

/** @throws Refusal `not-found` when there is no such import */
export function previewUndo(
  pool: Pool,
  { tenant, roles }: Pick<Caller, 'tenant' | 'roles'>,
  id: string,
): Promise<UndoPreview> {
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<UndoneImport>(
      `SELECT ${UNDOABLE_COLUMNS}, imports.type, tenants.undo_role FROM imports JOIN tenants USING (tenant_id)
       WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    );
    const [row] = rows;
    if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
    const { completed_at: completedAt, undo_days: undoDays } = row;
    const refusal = mayUndo(roles, row.undo_role) ? undoRefusal(row, true)?.problemCode : 'forbidden';
    return {
      ...(await countsOf(client, tenant.id, id, row)),
      until: completedAt === null ? null : undoableUntil(completedAt, undoDays).toISOString(),
      allowed: refusal === undefined,
      refusal: refusal ?? null,
    };
  });
}

async function countsOf(
  client: Client,
  tenantId: number,
  id: string,
  { type, undone_by: undoneBy, source }: UndoneImport,
): Promise<UndoCounts> {
  if (undoneBy !== null) return countsOfUndo(client, undoneBy);
  if (source === 'undo') return NOTHING;
  await client.query(`SET LOCAL statement_timeout = ${COUNT_WITHIN_MS}`);
  await client.query(`SET LOCAL transaction_timeout = ${COUNT_WITHIN_MS}`);
  const { rows } = await client.query<UndoCounts>(type === 'courses' ? COURSES : CERTIFICATIONS, [
    tenantId,
    id,
  ]);
  return rows[0] ?? NOTHING;
}

// The records that are restored are found as a set: looked for one by one, they took three times as long.
const COURSES = `WITH own AS (
    SELECT count(*) AS records FROM course_records WHERE tenant_id = $1 AND import_id = $2
  ), restorable AS (
    SELECT count(*) AS records FROM course_records AS stored
    WHERE stored.tenant_id = $1 AND stored.import_id = $2 AND EXISTS (
      SELECT FROM course_record_history AS line
      WHERE line.tenant_id = $1 AND line.person_id = stored.person_id AND line.course_number = stored.course_number
        AND ${isRestorable('line', '$1', '$2')})
  ), changed AS (
    SELECT count(DISTINCT (stored.person_id, stored.course_number)) AS records
    FROM course_record_history AS line JOIN course_records AS stored USING (tenant_id, person_id, course_number)
    WHERE line.tenant_id = $1 AND stored.tenant_id = $1 AND line.import_id = $2 AND line.outcome = 'replaced'
      AND stored.import_id IS DISTINCT FROM $2
  )
  SELECT restorable.records AS restored, own.records - restorable.records AS removed, changed.records AS stayed
  FROM own, restorable, changed`;

const CERTIFICATIONS = `SELECT 0 AS restored, count(*) AS removed, 0 AS stayed
  FROM certification_records WHERE tenant_id = $1 AND import_id = $2`;

/** While it goes on, what it has come to so far. */
async function countsOfUndo(client: Queryable, undo: string): Promise<UndoCounts> {
  const { rows } = await client.query<{ stayed: number | null; results: UndoCounts | null }>(
    'SELECT stayed, results FROM imports WHERE import_id = $1',
    [undo],
  );
  const [row] = rows;
  if (row !== undefined && row.results !== null) return row.results;
  const counted = await client.query<UndoCounts>(
    `SELECT ${countLetter("'r'")} AS restored, ${countLetter("'d'")} AS removed, ${countLetter("'t'")} + $2::bigint AS stayed
     FROM import_row_results WHERE import_id = $1`,
    [undo, row?.stayed ?? 0],
  );
  return counted.rows[0] ?? NOTHING;
}

import { z } from 'zod';
import { Refusal } from '#shared/http/refusal.ts';
import { formatMicroseconds, type ImportView } from '#shared/imports/import-view.ts';
import { isRestorable } from '#shared/imports/restorable-record.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { type Change, changesBetween, valuesOf } from '../results/written-records.ts';
import type { RecordView } from './training-records.ts';

/** An import that wrote a record, as its history names it. */
export interface RecordImportView {
  readonly id: string;
  readonly source: ImportView['source'];
  readonly fileName: string | null;
  readonly createdAt: string;
  readonly undoneBy: string | null;
}

/** One state of a course record (../../../schemas/http, RecordState). */
export interface RecordStateView {
  readonly outcome: 'current' | 'replaced' | 'overtaken' | 'undone' | 'restored';
  readonly record: RecordView;
  readonly import: RecordImportView | null;
  readonly replacedBy: RecordImportView | null;
  readonly endedAt: string | null;
  readonly changes: readonly Change[];
  readonly restoredByUndo: boolean;
}

interface StateRow {
  readonly outcome: RecordStateView['outcome'];
  readonly record: RecordView;
  readonly before: RecordView | null;
  readonly position_us: number;
  readonly position_source: number;
  readonly position_number: number;
  readonly version: number;
  readonly written_at: Date | null;
  readonly import: ImportJson | null;
  readonly replaced_by: ImportJson | null;
  readonly is_next: boolean;
}

type ImportJson = Omit<RecordImportView, 'createdAt'> & { readonly acceptedUs: number };

const NUMBER = storedColumn(recordTable('courses'), 'courseNumber').name;
const POSITION = 'position_us, position_source, position_number';

/** Up to what their columns hold. */
const whole = z.int();
const LIST = 'record-history';
/** Position and version of the last state; all null behind the current record, which stands before its past. */
const cursorKey = z.union([
  z.tuple([z.null(), z.null(), z.null(), z.null()]),
  z.tuple([whole, z.int32(), whole, whole]),
]);

/**
 * A page of the states of a course record: the current one, then those of the past, the latest written first.
 *
 * @throws Refusal `not-found` when the person never had such a record, `invalid-parameter`
 */
export async function courseHistory(
  pool: Pool,
  tenant: Tenant,
  key: { personId: number; courseNumber: string },
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: readonly RecordStateView[]; next: string | null }> {
  const after = page.cursor === undefined ? undefined : decodeCursor(LIST, cursorKey, page.cursor);
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<StateRow>(READ_STATES, [
      tenant.id,
      key.personId,
      key.courseNumber,
      after !== undefined,
      ...(after ?? [null, null, null, null]),
      page.limit + 1,
    ]),
  );
  if (rows.length === 0 && after === undefined) {
    throw new Refusal('not-found', message('problems.never-had-course'));
  }
  const { items, next } = pageOf(rows, page.limit, (last) => encodeCursor(LIST, placeOf(last)));
  return { items: items.map(toState), next };
}

function placeOf(row: StateRow): (number | null)[] {
  return row.outcome === 'current'
    ? [null, null, null, null]
    : [row.position_us, row.position_source, row.position_number, row.version];
}

function toState(row: StateRow): RecordStateView {
  return {
    outcome: row.outcome,
    record: row.record,
    import: row.import && toImport(row.import),
    replacedBy: row.replaced_by && toImport(row.replaced_by),
    endedAt: row.written_at?.toISOString() ?? null,
    changes: row.before === null ? [] : changesBetween(row.before, row.record),
    restoredByUndo: row.is_next,
  };
}

function toImport({ acceptedUs, ...view }: ImportJson): RecordImportView {
  return { ...view, createdAt: formatMicroseconds(acceptedUs) };
}

/** SQL of a record as it is sent. */
function recordOf(table: string): string {
  return `${valuesOf(table)} || jsonb_build_object('courseNumber', ${table}.${NUMBER}, 'status', ${table}.status,
      'importId', ${table}.import_id)`;
}

/** A select list of an import, by the name of its table. */
function importJson(table: string): string {
  return `CASE WHEN ${table}.import_id IS NULL THEN NULL ELSE jsonb_build_object('id', ${table}.import_id,
      'source', ${table}.source, 'fileName', ${table}.file_name, 'acceptedUs', ${table}.accepted_us,
      'undoneBy', ${table}.undone_by) END`;
}

/**
 * $1 tenant, $2 person, $3 course number; $4 whether it goes on behind $5 to $8, where nulls stand for the current record; $9 how
 * many. What a state changed follows from the line that its own import replaced. When the current record is undone,
 * transcript-writer brings back the line of the highest position that no undone import wrote.
 */
const READ_STATES = `
  WITH states AS MATERIALIZED (
    SELECT 'current' AS outcome, ${recordOf('course_records')} AS record, import_id, ${POSITION}, version,
      NULL::uuid AS replaced_by, NULL::bigint AS restored_version, NULL::timestamptz AS written_at
    FROM course_records WHERE tenant_id = $1 AND person_id = $2 AND ${NUMBER} = $3
    UNION ALL
    SELECT outcome, ${recordOf('course_record_history')}, import_id, ${POSITION}, version, replaced_by,
      restored_version, written_at
    FROM course_record_history WHERE tenant_id = $1 AND person_id = $2 AND ${NUMBER} = $3
  ), page AS (
    SELECT * FROM states
    WHERE NOT $4 OR (outcome <> 'current'
      AND ($5::bigint IS NULL OR (${POSITION}, version) < ($5, $6::int, $7::bigint, $8::bigint)))
    ORDER BY outcome = 'current' DESC, position_us DESC, position_source DESC, position_number DESC, version DESC
    LIMIT $9
  ), next AS (
    SELECT states.version FROM states
      JOIN states AS current ON current.outcome = 'current'
    WHERE ${isRestorable('states', '$1', 'current.import_id')}
    ORDER BY states.position_us DESC, states.position_source DESC, states.position_number DESC, states.version DESC
    LIMIT 1
  )
  SELECT CASE WHEN page.outcome <> 'current' AND page.version IN (SELECT restored_version FROM states) THEN 'restored'
      ELSE page.outcome END AS outcome, page.record, before.record AS before, ${POSITION}, page.version, page.written_at,
    ${importJson('source')} AS import, ${importJson('replacing')} AS replaced_by,
    page.outcome <> 'current' AND page.version IS NOT DISTINCT FROM (SELECT version FROM next) AS is_next
  FROM page
    LEFT JOIN LATERAL (
      SELECT earlier.record FROM states AS earlier
      WHERE earlier.replaced_by = page.import_id AND earlier.outcome = 'replaced'
        AND (earlier.position_us, earlier.position_source, earlier.position_number)
          < (page.position_us, page.position_source, page.position_number)
      ORDER BY earlier.position_us DESC, earlier.position_source DESC, earlier.position_number DESC, earlier.version DESC
      LIMIT 1
    ) AS before ON true
    LEFT JOIN imports AS source ON source.import_id = page.import_id
    LEFT JOIN imports AS replacing ON replacing.import_id = page.replaced_by
  ORDER BY page.outcome = 'current' DESC, position_us DESC, position_source DESC, position_number DESC, version DESC`;

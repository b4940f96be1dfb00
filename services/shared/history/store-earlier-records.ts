import { HISTORY_COLUMNS } from '../clickhouse/mirror-columns.ts';
import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type EarlierRecord, historyLines, type KnownState } from './earlier-lines.ts';

const KEY = 'tenant_id, person_id, course_number';
const STATE = `${KEY}, import_id, position_us, position_source, position_number`;
const KEYS = `unnest($1::int[], $2::bigint[], $3::text[]) AS key (${KEY})`;

const STATES = `SELECT ${STATE}, true AS stood FROM course_records JOIN (SELECT DISTINCT * FROM ${KEYS}) AS keys USING (${KEY})
  UNION ALL
  SELECT ${STATE}, outcome <> 'overtaken' FROM course_record_history JOIN (SELECT DISTINCT * FROM ${KEYS}) AS keys USING (${KEY})`;

// Of people and imports that are not known any more nothing is kept, nor what nobody can undo any more: it would be dropped
// within the hour (prepare_history_months).
const INSERT = `INSERT INTO course_record_history (${HISTORY_COLUMNS.join(', ')})
  SELECT ${HISTORY_COLUMNS.map((name) => (name === 'written_version' ? '$2::bigint' : `line.${name}`)).join(', ')}
  FROM json_populate_recordset(NULL::course_record_history, $1::json) AS line
    JOIN people USING (tenant_id, person_id)
  WHERE (line.import_id IS NULL OR line.import_id IN (SELECT import_id FROM imports))
    AND line.written_at >= now() - make_interval(days => (SELECT 2 * coalesce(max(undo_days), 90) FROM tenants))`;

interface StateRow {
  readonly tenant_id: number;
  readonly person_id: number;
  readonly course_number: string;
  readonly import_id: string | null;
  readonly position_us: number;
  readonly position_source: number;
  readonly position_number: number;
  readonly stood: boolean;
}

/**
 * Stores records that earlier versions kept of the past in PostgreSQL's history. To be called in a transaction, and as
 * often as they come: what is stored is not stored again.
 *
 * @param records all that there are of their keys
 * @returns how many lines are new
 */
export async function storeEarlierRecords(
  client: Queryable,
  records: readonly EarlierRecord[],
): Promise<number> {
  if (records.length === 0) return 0;
  // No unique index refuses a line that is already there, so two processes must not store lines at the same time.
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.earlierHistory]);
  const known = await client.query<StateRow>(STATES, [
    records.map(({ tenantId }) => tenantId),
    records.map(({ personId }) => personId),
    records.map(({ courseNumber }) => courseNumber),
  ]);
  const lines = historyLines(records, known.rows.map(toState), new Date());
  if (lines.length === 0) return 0;
  const version = await client.query<{ version: number }>("SELECT nextval('record_version') AS version");
  const { rowCount } = await client.query(INSERT, [JSON.stringify(lines), version.rows[0]?.version]);
  return rowCount ?? 0;
}

function toState(row: StateRow): KnownState {
  return {
    tenantId: row.tenant_id,
    personId: row.person_id,
    courseNumber: row.course_number,
    importId: row.import_id,
    position: { timeUs: row.position_us, source: row.position_source, number: row.position_number },
    stood: row.stood,
  };
}

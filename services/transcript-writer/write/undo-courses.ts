import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { HIGHEST_FIRST, isRestorable } from '#shared/imports/restorable-record.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { TakenBack, UndoneBatch } from './undone-row.ts';
import { KEY, NAMES } from './write-courses.ts';

const VALUES = NAMES.filter((name) => !KEY.includes(name));

const sameKey = (one: string, other: string): string =>
  `${one}.tenant_id = $3 AND ${one}.person_id = ${other}.person_id AND ${one}.course_number = ${other}.course_number`;
const allOf = (prefix: string, names: readonly string[]): string =>
  names.map((name) => `${prefix}${name}`).join(', ');
const renamed = (table: string, prefix: string, names: readonly string[]): string =>
  names.map((name) => `${table}.${name} AS ${prefix}${name}`).join(', ');
/** As text, which is what the mirror gets. */
const asText = (name: string): string => (name === 'version' ? "nextval('record_version')" : name);

const OWN_RECORDS = `undo_records AS asked JOIN course_records AS stored ON ${sameKey('stored', 'asked')}
    WHERE asked.import_id = $1 AND asked.row_number = ANY($2::bigint[]) AND stored.import_id = $4`;

/**
 * In the order of keys, in which locks are taken. Whoever deletes a person holds no lock that a batch waits for: what is
 * left of the person's records is known once these are locked, to the statement after this one.
 */
const LOCK = `WITH locked AS MATERIALIZED (
    SELECT FROM ${OWN_RECORDS} ORDER BY stored.person_id, stored.course_number FOR UPDATE OF stored
  )
  SELECT count(*) FROM locked`;

// Versions are taken behind the row locks. The line of the record that is current again stays and says so; the record
// that is taken back gets one. What the same import wrote before, in other batches, must not come back either when only
// this record of the import is undone, or its undo is cancelled. (OFFSET keeps the planner from reading the whole history.)
const TAKE_BACK = `WITH found AS MATERIALIZED (
    SELECT asked.row_number, ${renamed('stored', '', KEY)}, ${renamed('stored', 'undone_', [...VALUES, 'version'])},
      ${renamed('before', 'before_', [...VALUES, 'version', 'written_at'])}
    FROM undo_records AS asked
      JOIN course_records AS stored ON ${sameKey('stored', 'asked')}
      LEFT JOIN LATERAL (
        SELECT line.* FROM course_record_history AS line
        WHERE ${sameKey('line', 'stored')} AND ${isRestorable('line', '$3', '$4')}
        ORDER BY ${HIGHEST_FIRST} LIMIT 1
      ) AS before ON true
    WHERE asked.import_id = $1 AND asked.row_number = ANY($2::bigint[]) AND stored.import_id = $4
  ), restored AS (
    UPDATE course_records AS stored SET
      ${VALUES.map((name) => `${name} = found.before_${name}`).join(', ')}, version = nextval('record_version')
    FROM found
    WHERE ${sameKey('stored', 'found')} AND found.before_version IS NOT NULL
    RETURNING found.row_number, ${allOf('new.', COURSE_COLUMNS)}
  ), removed AS (
    DELETE FROM course_records AS stored USING found
    WHERE ${sameKey('stored', 'found')} AND found.before_version IS NULL
    RETURNING found.row_number, ${allOf('old.', COURSE_COLUMNS)}
  ), undone AS (
    INSERT INTO course_record_history (${allOf('', [...KEY, ...VALUES, 'version'])}, outcome, replaced_by, written_version)
    SELECT ${allOf('', KEY)}, ${allOf('undone_', [...VALUES, 'version'])}, 'undone', $1, $5 FROM found
  ), lines AS (
    UPDATE course_record_history AS line SET outcome = 'restored', written_version = $5
    FROM found
    WHERE ${sameKey('line', 'found')} AND line.version = found.before_version AND line.written_at = found.before_written_at
  ), earlier AS (
    UPDATE course_record_history AS line SET outcome = 'undone', written_version = $5
    FROM found CROSS JOIN LATERAL (
      SELECT own.version, own.written_at FROM course_record_history AS own
      WHERE ${sameKey('own', 'found')} AND own.import_id = $4 AND own.outcome IN ('replaced', 'overtaken') OFFSET 0
    ) AS own
    WHERE ${sameKey('line', 'found')} AND line.version = own.version AND line.written_at = own.written_at
  )
  SELECT row_number, 0 AS is_deleted, ${COURSE_COLUMNS.map((name) => `${name}::text`).join(', ')} FROM restored
  UNION ALL
  SELECT row_number, 1, ${COURSE_COLUMNS.map((name) => `${asText(name)}::text`).join(', ')} FROM removed`;

/**
 * Takes back those courses of an import that still are the ones that it wrote: the record before it comes back as it was,
 * or none is left where there was none. Those that are not among the answer have changed meanwhile, or are gone.
 */
export async function undoCourses(client: Queryable, batch: UndoneBatch): Promise<TakenBack[]> {
  const { undo, undone, tenantId, rowNumbers, version } = batch;
  const which = [undo, rowNumbers, tenantId, undone];
  await client.query(LOCK, which);
  const { rows } = await client.query<TakenBack>({
    rowMode: 'array',
    text: TAKE_BACK,
    values: [...which, version],
  });
  return rows;
}

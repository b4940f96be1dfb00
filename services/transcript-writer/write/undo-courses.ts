import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { HIGHEST_FIRST, isRestorable } from '#shared/imports/restorable-record.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { LOOK_UP_ROWS } from './look-up-rows.ts';
import { NOTHING_TAKEN_BACK, selectTakenBack, type TakenBack } from './taken-back.ts';
import { RecordsToRemove, type UndoneBatch } from './undone-row.ts';
import { KEY, NAMES } from './write-courses.ts';

const VALUES = NAMES.filter((name) => !KEY.includes(name));

const sameKey = (one: string, other: string): string =>
  `${one}.tenant_id = $3 AND ${one}.person_id = ${other}.person_id AND ${one}.course_number = ${other}.course_number`;
const list = (prefix: string, names: readonly string[]): string =>
  names.map((name) => `${prefix}${name}`).join(', ');
const renamed = (table: string, prefix: string, names: readonly string[]): string =>
  names.map((name) => `${table}.${name} AS ${prefix}${name}`).join(', ');
/** The record that is taken back, as the line of the history that it becomes. */
const UNDONE = renamed('old', 'undone_', [...VALUES, 'version']);
const UNDONE_LINES = `SELECT ${list('', KEY)}, ${list('undone_', [...VALUES, 'version'])}, 'undone', $1::uuid,
      CASE WHEN NOT is_removed THEN before_version END, $5::bigint`;
const RESTORABLE = `(${isRestorable('line', '$3', '$4', '$1')})`;
/** The record that is current now, or the one that is removed. */
const TAKEN = COURSE_COLUMNS.map(
  (name) => `CASE WHEN new.version IS NULL THEN old.${name} ELSE new.${name} END AS ${name}`,
).join(', ');

/**
 * In the order of keys, in which locks are taken. What others have written is known to the statement after this one, and until
 * the commit they write none of these: also what comes too late for one of them waits for its lock.
 */
const LOCK = {
  name: 'lock-undone-courses',
  text: `SELECT count(*) FROM (
    SELECT * FROM undo_records WHERE import_id = $1 AND row_number = ANY($2::bigint[])
    ORDER BY person_id, course_number
  ) AS asked CROSS JOIN LATERAL (
    SELECT FROM course_records AS one WHERE ${sameKey('one', 'asked')} LIMIT 1 FOR UPDATE
  ) AS locked`,
};

// The records are locked, or nobody else writes the tenant's, so that a row is found again where it lies; of a person who is
// deleted just now nothing is returned. The record that is taken back becomes a line of the history, which names the line that
// came back: to change that one too took a third of the statement. What the same import wrote before, in other batches, must
// not come back either when only this record of the import is undone, or its undo is cancelled.
const TAKE_BACK = `WITH found AS MATERIALIZED (
    SELECT DISTINCT ON (asked.row_number) asked.row_number, ${renamed('asked', '', KEY)},
      ${renamed('line', 'before_', [...VALUES, 'version'])}, ${RESTORABLE} AS is_restorable,
      bool_or(line.import_id = $4) OVER (PARTITION BY asked.row_number) AS has_earlier, stored.ctid AS stored_ctid
    FROM undo_records AS asked
      CROSS JOIN LATERAL (
        SELECT ctid, import_id FROM course_records AS one WHERE ${sameKey('one', 'asked')} LIMIT 1
      ) AS stored
      LEFT JOIN course_record_history AS line ON ${sameKey('line', 'asked')}
        AND line.outcome IN ('replaced', 'overtaken')
        AND line.written_at >= $6::timestamptz AND line.written_at < $7::timestamptz
    WHERE asked.import_id = $1 AND asked.row_number = ANY($2::bigint[]) AND stored.import_id = $4
    ORDER BY asked.row_number, is_restorable DESC NULLS LAST, ${HIGHEST_FIRST}
  ), taken AS (
    MERGE INTO course_records AS stored USING found ON stored.tenant_id = found.tenant_id AND stored.ctid = found.stored_ctid
    WHEN MATCHED AND found.is_restorable IS TRUE THEN UPDATE SET
      ${VALUES.map((name) => `${name} = found.before_${name}`).join(', ')}, version = nextval('record_version')
    WHEN MATCHED THEN DELETE
    WHEN NOT MATCHED THEN DO NOTHING
    RETURNING found.row_number, new.version IS NULL AS is_removed, ${TAKEN}, ${UNDONE}, found.before_version,
      found.has_earlier
  ), undone AS (
    INSERT INTO course_record_history
      (${list('', [...KEY, ...VALUES, 'version'])}, outcome, replaced_by, restored_version, written_version)
    ${UNDONE_LINES} FROM taken
  ), earlier AS (
    UPDATE course_record_history AS line SET outcome = 'undone', written_version = $5
    FROM (SELECT ${list('', KEY)} FROM taken WHERE has_earlier) AS again
    WHERE line.tenant_id = again.tenant_id AND line.person_id = again.person_id AND line.course_number = again.course_number
      AND line.import_id = $4 AND line.outcome IN ('replaced', 'overtaken')
  )
  ${selectTakenBack('courses')}`;

/**
 * From when to when lines of the history can have been written: each part that is empty, and left out for that, saves a
 * look for every record. Lines that went where no month was prepared can be of any time.
 */
const PREPARE = `SELECT ${LOOK_UP_ROWS}, parts.earliest, parts.latest FROM (
    SELECT coalesce(min(month), 'infinity')::text AS earliest, coalesce(max(until), 'infinity')::text AS latest
    FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
      CROSS JOIN LATERAL (SELECT substring(part.relname FROM '[0-9]{4}_[0-9]{2}$') AS name) AS named
      CROSS JOIN LATERAL (
        SELECT coalesce(to_date(name, 'YYYY_MM')::timestamp AT TIME ZONE 'UTC', '-infinity') AS month,
          coalesce((to_date(name, 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC', 'infinity') AS until
      ) AS bounds
    WHERE inhparent = 'course_record_history'::regclass AND pg_relation_size(part.oid) > 0
  ) AS parts`;

/**
 * Takes back those courses of an import that still are the ones that it wrote: the record before it comes back as it was,
 * or none is left where there was none. Those that are not among the answer have changed meanwhile, or are gone.
 *
 * @throws RecordsToRemove when a record would be removed and others may write meanwhile
 */
export async function undoCourses(client: Queryable, batch: UndoneBatch): Promise<TakenBack> {
  const { undo, undone, tenantId, rowNumbers, version, isAlone } = batch;
  const prepared = await client.query<{ earliest: string; latest: string }>(PREPARE);
  const written = [prepared.rows[0]?.earliest, prepared.rows[0]?.latest];
  if (!isAlone) await client.query({ ...LOCK, values: [undo, rowNumbers, tenantId] });
  const { rows } = await client.query<TakenBack>({
    // Planned once, under the settings above: planning took 13 ms of each batch.
    name: 'undo-courses',
    text: TAKE_BACK,
    values: [undo, rowNumbers, tenantId, undone, version, ...written],
  });
  const taken = rows[0] ?? NOTHING_TAKEN_BACK;
  if (!isAlone && taken.removed !== null) throw new RecordsToRemove(undo);
  return taken;
}

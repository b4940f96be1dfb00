import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';

const TABLE = recordTable('courses');
const NUMBER = storedColumn(TABLE, 'courseNumber').name;

/** Columns of `course_records` that a row of a file fills in, but for the number, which is part of the key. */
const VALUES = TABLE.stored.map(({ name }) => name).filter((name) => name !== NUMBER);

/** Columns of a record, named alike in `course_records` and `course_record_history`. */
const COLUMNS = [
  'tenant_id',
  'person_id',
  NUMBER,
  ...VALUES,
  'status',
  'import_id',
  'position_us',
  'position_source',
  'position_number',
  'version',
];

const KEY = new Set(['tenant_id', 'person_id', NUMBER]);

/** SQL: where a record stands in the tenant's order of writes. */
export function positionOf(row: string): string {
  return `(${row}.position_us, ${row}.position_source, ${row}.position_number)`;
}

/**
 * SQL: a join with the record of a row's key. The LIMIT makes PostgreSQL look it up: it may have no statistics of records that
 * were just written, and would otherwise read all of the tenant's for each batch.
 */
function recordOf(row: string, name: string): string {
  const isKey = [...KEY].map((column) => `one.${column} = ${row}.${column}`).join(' AND ');
  return `CROSS JOIN LATERAL (SELECT * FROM course_records AS one WHERE ${isKey} LIMIT 1) AS ${name}`;
}

/** SQL: whether two records have the same values. */
function same(one: string, other: string): string {
  const values = (row: string) => VALUES.map((name) => `${row}.${name}`).join(', ');
  return `ROW(${values(one)}) IS NOT DISTINCT FROM ROW(${values(other)})`;
}

/**
 * What an upsert into `course_records` returns: the record before under the names of its columns, the record now with
 * `new_` before those that are needed, and the letter of the row (services/shared/imports/row-results.ts). It is `x`
 * where the import replaced a record of its own: what stood before the import is then looked up ({@link readRepeats}).
 */
export const RETURNED = `${COLUMNS.map((name) => `${KEY.has(name) ? 'new' : 'old'}.${name} AS ${name}`).join(', ')},
      new.version AS new_version, new.import_id AS new_import_id, new.position_source AS new_position_source,
      new.position_number AS new_position_number,
      CASE WHEN old.version IS NULL THEN 'a' WHEN old.import_id = new.import_id THEN 'x'
        WHEN ${same('old', 'new')} THEN 'u' ELSE 'o' END AS letter`;

/**
 * An INSERT of what was replaced, from a table expression `written` that has {@link RETURNED}. What a file says of a
 * record several times was never current for anybody but the last time.
 *
 * @param version SQL of the batch's
 */
export function insertReplaced(version: string): string {
  return `INSERT INTO course_record_history (${COLUMNS.join(', ')}, outcome, replaced_by, written_version)
    SELECT ${COLUMNS.join(', ')}, 'replaced', new_import_id, ${version}
    FROM written WHERE version IS NOT NULL AND (import_id IS DISTINCT FROM new_import_id OR position_source <> 0)`;
}

/**
 * A statement that inserts those of the courses offered that are not current, since a record of a higher position
 * stands: an undo of that one brings them back. It returns the import and the row of those of files.
 *
 * @param offered SQL of the courses offered, by the names of `course_records`, but for status and version, and `row_index`
 * @param asked SQL of the indexes of those that it is about, or NULL for all
 */
export function insertOvertaken(offered: string, status: string, version: string, asked: string): string {
  const columns = COLUMNS.filter((name) => name !== 'status' && name !== 'version');
  return `WITH overtaken AS (
      SELECT offered.*, stored.import_id AS standing
      FROM (${offered}) AS offered ${recordOf('offered', 'stored')}
      WHERE (${asked} IS NULL OR offered.row_index = ANY(${asked})) AND ${positionOf('stored')} > ${positionOf('offered')}
    ), lines AS (
      INSERT INTO course_record_history (${columns.join(', ')}, status, version, outcome, replaced_by, written_version)
      SELECT ${columns.join(', ')}, '${status}', nextval('record_version'), 'overtaken', standing, ${version}
      FROM overtaken WHERE standing IS DISTINCT FROM import_id OR position_source <> 0
    )
    SELECT import_id, position_number FROM overtaken WHERE position_source = 0`;
}

/** A row of a file that replaced the record of an earlier row of the same file. */
export interface Repeat {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
}

// The statement that replaced the record may not see what another batch of the import has just committed: this one does.
const REPEATS = {
  name: 'read-repeated-courses',
  text: `SELECT record.import_id, record.position_number,
      CASE WHEN before.version IS NULL THEN 'a' WHEN ${same('before', 'record')} THEN 'u' ELSE 'o' END AS letter
    FROM unnest($1::int[], $2::bigint[], $3::text[]) AS repeated (${[...KEY].join(', ')})
      ${recordOf('repeated', 'record')}
      LEFT JOIN LATERAL (
        SELECT * FROM course_record_history AS line
        WHERE line.tenant_id = record.tenant_id AND line.person_id = record.person_id AND line.${NUMBER} = record.${NUMBER}
          AND line.replaced_by = record.import_id AND line.import_id IS DISTINCT FROM record.import_id
          AND line.outcome <> 'overtaken'
        ORDER BY line.version LIMIT 1
      ) AS before ON true`,
};

/** The letters of rows that replaced a record of their own import, by what stood before the import. */
export async function readRepeats(
  client: Queryable,
  repeats: readonly Repeat[],
): Promise<
  readonly {
    readonly import_id: string;
    readonly position_number: number;
    readonly letter: 'a' | 'o' | 'u';
  }[]
> {
  if (repeats.length === 0) return [];
  const { rows } = await client.query<{
    import_id: string;
    position_number: number;
    letter: 'a' | 'o' | 'u';
  }>({
    ...REPEATS,
    values: [
      repeats.map(({ tenantId }) => tenantId),
      repeats.map(({ personId }) => personId),
      repeats.map(({ courseNumber }) => courseNumber),
    ],
  });
  return rows;
}

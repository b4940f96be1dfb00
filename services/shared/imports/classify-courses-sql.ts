import { recordTable, storedColumn } from '../records/record-table.ts';
import type { RowResultLetter } from './row-results.ts';

/** What of the import's settings decides what becomes of its rows (schemas/http, ImportSettings). */
export interface OutcomeSettings {
  readonly blanks: 'clear' | 'keep';
  readonly olderRecords: 'overwrite' | 'keep';
}

/** Changed records that a check shows; enough to see that a column went wrong. */
export const MAX_SAMPLES = 10;

const TABLE = recordTable('courses');
const NUMBER = storedColumn(TABLE, 'courseNumber').name;
const COMPLETED = storedColumn(TABLE, 'completionDate').name;
const VALUES = TABLE.stored.filter(({ name }) => name !== NUMBER);
/** PostgreSQL's type of each kind of value. */
const TYPES = { text: 'text', decimal: 'numeric', date: 'date', integer: 'int' } as const;
const OPTIONAL = VALUES.filter(({ column }) => !column.required);

/**
 * SQL of the record that a row meets. The LIMIT makes PostgreSQL look records up one by one: it has no statistics of
 * rows that were just written, and would otherwise read all records of the tenant.
 */
function storedOf(row: string): string {
  return `LEFT JOIN LATERAL (
      SELECT * FROM course_records AS record
      WHERE record.tenant_id = $2 AND record.person_id = ${row}.person_id AND record.${NUMBER} = ${row}.${NUMBER}
      LIMIT 1
    ) AS stored ON true`;
}

/**
 * The import's valid rows ($1, of the tenant $2), and of each whether it is kept from writing, since the record stored
 * or an earlier row is of a later date.
 */
function rowsOf({ olderRecords }: OutcomeSettings, condition: string): string {
  const from = `FROM checked_courses AS checked`;
  const where = `WHERE checked.import_id = $1 ${condition}`;
  if (olderRecords === 'overwrite') return `SELECT checked.*, false AS kept ${from} ${where}`;
  return `SELECT checked.*, coalesce(checked.${COMPLETED} < greatest(stored.${COMPLETED}, max(checked.${COMPLETED}) OVER (
        PARTITION BY checked.person_id, checked.${NUMBER} ORDER BY checked.row_number
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)), false) AS kept
      ${from} ${storedOf('checked')} ${where}`;
}

/** Of each record the last row that writes it, with the values that the file gives it by then. */
function lastOf({ blanks }: OutcomeSettings): string {
  if (blanks === 'clear') {
    return `SELECT DISTINCT ON (person_id, ${NUMBER}) * FROM valid WHERE NOT kept
      ORDER BY person_id, ${NUMBER}, row_number DESC`;
  }
  // The value of the highest row that has one. A file may name one record a million times: max keeps one value of it,
  // where array_agg would hold all.
  const values = VALUES.map(
    ({ name, kind }) =>
      `(max(ARRAY[place, ${name}::text]) FILTER (WHERE ${name} IS NOT NULL))[2]::${TYPES[kind]} AS ${name}`,
  );
  return `SELECT person_id, ${NUMBER}, max(row_number) AS row_number, ${values.join(', ')}
      FROM (SELECT *, lpad(row_number::text, 19, '0') AS place FROM valid WHERE NOT kept) AS placed
      GROUP BY person_id, ${NUMBER}`;
}

/** SQL of a value as it will be stored. */
function written(name: string, { blanks }: OutcomeSettings): string {
  return blanks === 'clear' ? `last.${name}` : `coalesce(last.${name}, stored.${name})`;
}

/** Rows whose results are stored together where a check finds them. */
export const ROWS_PER_RESULT_PAGE = 2_000;

/** The character that stands for the first place in a page; those behind it follow. None has to be escaped in an array. */
const FIRST_PLACE = 0x100;

/**
 * SQL of the rows' letters, by page: in no order, each behind the character of its place. Sorted, a million rows would
 * take a second longer.
 *
 * @param rows a statement that gives `row_number` and `letter`
 */
function pagesOf(rows: string): string {
  return `SELECT (row_number - 1) / ${ROWS_PER_RESULT_PAGE} AS page,
      string_agg(chr(${FIRST_PLACE} + ((row_number - 1) % ${ROWS_PER_RESULT_PAGE})::int) || letter, '') AS letters
    FROM (${rows}) AS named GROUP BY 1`;
}

/** Writes the letters of a page, as a statement gives them, among those of all rows. */
export function writeLetters(all: Buffer, page: number, letters: string): void {
  const first = page * ROWS_PER_RESULT_PAGE;
  for (let index = 0; index < letters.length; index += 2)
    all[first + letters.charCodeAt(index) - FIRST_PLACE] = letters.charCodeAt(index + 1);
}

const LETTERS = { added: 'a', overwritten: 'o', unchanged: 'u', kept: 'k' } as const satisfies Record<
  string,
  RowResultLetter
>;

const LISTED_PAGES = `coalesce((SELECT array_agg(page) FROM pages), '{}') AS pages,
      coalesce((SELECT array_agg(letters) FROM pages), '{}') AS letters`;

/**
 * How many records are written and how, and of each row that writes one its letter; $3 is the version that every earlier
 * write has at most.
 */
export function countCourses(settings: OutcomeSettings): string {
  const differs = VALUES.map(({ name }) => `${written(name, settings)} IS DISTINCT FROM stored.${name}`);
  const loses = OPTIONAL.map(
    ({ name }) => `(${written(name, settings)} IS NULL AND stored.${name} IS NOT NULL)`,
  );
  return `WITH valid AS (${rowsOf(settings, '')}), last AS (${lastOf(settings)}), written AS MATERIALIZED (
      SELECT last.row_number, stored.version, stored.version IS NOT NULL AND (${differs.join(' OR ')}) AS overwrites,
        ${loses.join(' OR ')} AS loses, last.${COMPLETED} < stored.${COMPLETED} AS replaces_newer
      FROM last ${storedOf('last')}
    ), pages AS (${pagesOf(`SELECT row_number, CASE WHEN version IS NULL THEN '${LETTERS.added}'
        WHEN overwrites THEN '${LETTERS.overwritten}' ELSE '${LETTERS.unchanged}' END AS letter FROM written`)})
    SELECT count(*) AS records,
      count(*) FILTER (WHERE version IS NULL) AS added,
      count(*) FILTER (WHERE overwrites) AS overwritten,
      count(*) FILTER (WHERE overwrites AND loses) AS loses_values,
      count(*) FILTER (WHERE overwrites AND replaces_newer) AS replaces_newer,
      coalesce((array_agg(row_number ORDER BY row_number) FILTER (WHERE overwrites))[1:${MAX_SAMPLES}], '{}') AS samples,
      coalesce(array_agg(DISTINCT version) FILTER (WHERE version > $3), '{}') AS seen_versions,
      ${LISTED_PAGES}
    FROM written`;
}

/** How many rows are kept from writing, and which. */
export function countKept(settings: OutcomeSettings): string {
  return `WITH kept AS MATERIALIZED (
      SELECT row_number, '${LETTERS.kept}' AS letter FROM (${rowsOf(settings, '')}) AS valid WHERE kept
    ), pages AS (${pagesOf('SELECT row_number, letter FROM kept')})
    SELECT (SELECT count(*) FROM kept) AS kept, ${LISTED_PAGES}`;
}

/** What some rows ($3), each the last of its record, change. */
export function readSamples(settings: OutcomeSettings): string {
  const sampled = `AND (checked.person_id, checked.${NUMBER}) IN (
        SELECT person_id, ${NUMBER} FROM checked_courses WHERE import_id = $1 AND row_number = ANY ($3::bigint[]))`;
  const listed = (sqlOf: (name: string) => string): string =>
    VALUES.map(
      ({ name, kind, column }) =>
        `'${column.field}', ${kind === 'decimal' ? `(${sqlOf(name)})::float8` : sqlOf(name)}`,
    ).join(', ');
  return `WITH valid AS (${rowsOf(settings, sampled)}), last AS (${lastOf(settings)})
    SELECT last.row_number, last.person_id, last.${NUMBER} AS record,
      jsonb_build_object(${listed((name) => `stored.${name}`)}) AS before,
      jsonb_build_object(${listed((name) => written(name, settings))}) AS after
    FROM last ${storedOf('last')} ORDER BY last.row_number`;
}

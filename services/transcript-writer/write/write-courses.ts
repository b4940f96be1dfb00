import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { MAX_CLOCK_AHEAD_US, NOW_US } from '#shared/tenants/tenant-clock.ts';
import { insertOvertaken, insertReplaced, RETURNED, type Repeat, readRepeats } from './course-history.ts';
import { packRows, unpackLines } from './mirror-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { IMPORTED_STATUS, recordLines, withVersion } from './record-lines.ts';
import { IMPORT_COLUMNS, ownColumns } from './record-parameters.ts';
import { reduceCourses } from './reduce-courses.ts';
import type { RowResults } from './row-results.ts';
import {
  countParameters,
  indexesOfParameters,
  type ParameterColumns,
  parametersOf,
  rowsOfParameters,
} from './rows-of-parameters.ts';
import type { Accepted } from './validated-rows.ts';

const TABLE = recordTable('courses');

/** What a course is written by. */
export const COLUMNS: ParameterColumns<Accepted> = {
  shared: [
    ...IMPORT_COLUMNS,
    { name: 'position_us', type: 'bigint', of: ({ timeUs }) => timeUs },
    { name: 'position_source', type: 'int', of: ({ source }) => source },
  ],
  own: [
    ...ownColumns(TABLE),
    { name: 'position_number', type: 'bigint', number: ({ position }) => position.number },
  ],
};

export const KEY = ['tenant_id', 'person_id', 'course_number'];
/** Columns of `course_records` but for the version. */
export const NAMES = [...COLUMNS.shared, ...COLUMNS.own].map(({ name }) => name).concat('status');

/** The parameter after those of {@link COLUMNS}. */
export const VERSION = `$${countParameters(COLUMNS) + 1}::bigint`;
/** How many courses are offered; of the statements for what was overtaken, the indexes of those asked for, or NULL for all. */
const OFFERED = `$${countParameters(COLUMNS) + 2}::bigint`;
export const ASKED = `$${countParameters(COLUMNS) + 2}::int[]`;

// A stored position in the future comes from a clock that was wrong, and must not keep later records out until then.
export const IS_LATER = `(stored.position_us, stored.position_source, stored.position_number)
        < (excluded.position_us, excluded.position_source, excluded.position_number)
      OR stored.position_us > ${NOW_US} + ${MAX_CLOCK_AHEAD_US}`;

/** The version that an overwritten record gets. */
export const NEXT_VERSION =
  "CASE WHEN excluded.version > stored.version THEN excluded.version ELSE nextval('record_version') END";

// Records share the batch's version where it is higher than what they replace; a record that a later batch wrote first
// takes one of its own, after the row lock: of two writers that meet on a key the later one has the higher version.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `WITH written AS (
    INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
    SELECT offered.*, '${IMPORTED_STATUS}', ${VERSION}
    FROM (${rowsOfParameters(COLUMNS)}) AS offered
    ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
      ${NAMES.filter((name) => !KEY.includes(name))
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')},
      version = ${NEXT_VERSION}
    WHERE ${IS_LATER}
    RETURNING ${RETURNED}
  ), history AS (${insertReplaced(VERSION)})
  SELECT new_import_id, count(*)::int,
    string_agg(new_position_number::text, ',') FILTER (WHERE letter = 'o' AND new_position_source = 0),
    string_agg(new_position_number::text, ',') FILTER (WHERE letter = 'u' AND new_position_source = 0),
    json_agg(json_build_array(tenant_id, person_id, course_number, position_number))
      FILTER (WHERE letter = 'x' AND new_position_source = 0)
  FROM written GROUP BY new_import_id
  UNION ALL
  SELECT NULL, row_index, written.new_version::text, NULL, NULL
  FROM (${indexesOfParameters(COLUMNS, ['person_id', 'course_number'])}) AS offered
  LEFT JOIN written USING (person_id, course_number)
  WHERE written.new_version IS DISTINCT FROM ${VERSION}
    AND (SELECT count(*) FILTER (WHERE new_version = ${VERSION}) <> ${OFFERED} FROM written)`,
};

const OVERTAKEN = {
  name: 'insert-overtaken-courses',
  text: insertOvertaken(rowsOfParameters(COLUMNS, 'row_index'), IMPORTED_STATUS, VERSION, ASKED),
};

/**
 * What became of an import's courses: how many were written, and of those of a file the rows that overwrote, the rows that
 * changed no value, and those that replaced the record of an earlier row of the file.
 */
type Written = [
  importId: string,
  written: number,
  overwritten: string | null,
  unchanged: string | null,
  repeats: readonly [tenantId: number, personId: number, courseNumber: string, earlierRow: number][] | null,
];

/**
 * A course that did not get the batch's version: it has one of its own, or none, since a newer record stands. There are few
 * of them, and mostly none.
 */
type Exception = [null, rowIndex: number, version: string | null, null, null];

/**
 * Courses about to be written, as bytes: while PostgreSQL writes, a batch's thousands of objects and texts are not in
 * memory, where the collector would move each of them time and again.
 */
export interface CoursesToWrite {
  /** Values of {@link UPSERT}; undefined when there is nothing to write. */
  readonly values: unknown[] | undefined;
  /** What is published to the mirror if all are written under the batch's version. */
  readonly current: readonly MirrorRows[];
  /** Values of {@link OVERTAKEN}: what another import's row, or a feed's later record, overtook within the batch. */
  readonly overtaken: unknown[] | undefined;
}

/**
 * Reduces the courses of a batch to one for each person and course number, the last (promise 3).
 *
 * @param version the batch's
 */
export function prepareCourses(
  courses: readonly Accepted[],
  version: number,
  results: RowResults,
): CoursesToWrite {
  const { winners, superseded, overtaken } = reduceCourses(courses);
  for (const { importInfo, position } of superseded)
    if (position.source === 0) results.set(importInfo.importId, position.number, 's');
  const origins = originsOf(winners);
  return {
    values:
      winners.length === 0
        ? undefined
        : [...parametersOf(COLUMNS, winners, origins), version, winners.length],
    current: packRows(COURSE_COLUMNS, winners.length, (from, to) =>
      courseLines(winners, origins, version, { from, to }),
    ),
    overtaken:
      overtaken.length === 0
        ? undefined
        : [...parametersOf(COLUMNS, overtaken, originsOf(overtaken)), version, null],
  };
}

/** Lines of the mirror's `course_records`, in the order of COURSE_COLUMNS. */
export function courseLines(
  courses: readonly Accepted[],
  origins: Origins,
  version: number,
  range: { readonly from?: number; readonly to?: number } = {},
): Buffer {
  return recordLines(TABLE, courses, origins, {
    ...range,
    sharedCells: ({ importInfo, timeUs, source }) => [importInfo.importId, timeUs, source],
    ownNumber: ({ position }) => position.number,
    lastCell: version,
  });
}

/**
 * Applies the rule for courses (promise 3): the record of the higher position stays, unless its time is one that no
 * clock can have shown yet (services/shared/tenants/tenant-clock.ts). One statement for the batch, and another one for what
 * came behind newer records, and for rows that repeat a record of their own file.
 *
 * @returns rows of the mirror's `course_records`
 */
export async function writeCourses(
  client: Queryable,
  { values, current, overtaken }: CoursesToWrite,
  results: RowResults,
): Promise<readonly MirrorRows[]> {
  if (values === undefined) return [];
  const { rows } = await client.query<Written | Exception>({ ...UPSERT, values });
  const repeats: Repeat[] = [];
  const exceptions = new Map<number, string | null>();
  for (const row of rows) {
    if (row[0] === null) exceptions.set(row[1], row[2]);
    else addLetters(results, row, repeats);
  }
  await findRepeats(client, repeats, results);
  if (overtaken !== undefined) await storeOvertaken(client, overtaken, results);
  const late = [...exceptions].filter(([, version]) => version === null).map(([index]) => index);
  if (late.length > 0) await storeOvertaken(client, [...values.slice(0, -1), late], results);
  return exceptions.size === 0 ? current : withExceptions(current, exceptions);
}

function addLetters(
  results: RowResults,
  [importId, , overwritten, unchanged, repeated]: Written,
  repeats: Repeat[],
): void {
  setAll(results, importId, overwritten, 'o');
  setAll(results, importId, unchanged, 'u');
  for (const [tenantId, personId, courseNumber, earlierRow] of repeated ?? []) {
    results.supersede(importId, earlierRow);
    repeats.push({ tenantId, personId, courseNumber });
  }
}

function setAll(results: RowResults, importId: string, rows: string | null, letter: 'o' | 'u'): void {
  if (rows === null) return;
  for (const row of rows.split(',')) results.set(importId, Number(row), letter);
}

/** Says of rows that repeat a record of their own file what they did to the record before it. */
export async function findRepeats(
  client: Queryable,
  repeats: readonly Repeat[],
  results: RowResults,
): Promise<void> {
  for (const { import_id, position_number, letter } of await readRepeats(client, repeats))
    results.set(import_id, position_number, letter);
}

/** Keeps in the history what is not current since a newer record stands. */
export async function storeOvertaken(
  client: Queryable,
  values: unknown[],
  results: RowResults,
  statement: { readonly name: string; readonly text: string } = OVERTAKEN,
): Promise<void> {
  const { rows } = await client.query<{ import_id: string; position_number: number }>({
    ...statement,
    values,
  });
  for (const { import_id, position_number } of rows) results.set(import_id, position_number, 's');
}

/**
 * Gives lines that were packed under the batch's version the version that they have, and takes out what came too late.
 */
function withExceptions(
  packed: readonly MirrorRows[],
  exceptions: ReadonlyMap<number, string | null>,
): readonly MirrorRows[] {
  let firstIndex = 0;
  return packed.map((part) => {
    const first = firstIndex;
    firstIndex += part.rows;
    if (![...exceptions.keys()].some((at) => at >= first && at < first + part.rows)) return part;
    const lines = unpackLines(part).flatMap((line, index) => {
      const version = exceptions.get(first + index);
      if (version === undefined) return [line];
      return version === null ? [] : [withVersion(line, Number(version))];
    });
    return { ...part, rows: lines.length, lines: compressLines(lines) };
  });
}

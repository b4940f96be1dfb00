import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { MAX_CLOCK_AHEAD_US, NOW_US } from '#shared/tenants/tenant-clock.ts';
import { joinRecords, overtakenLine, replacedRecord, separateRecords } from './course-history.ts';
import { packRows, splitLines, unpackLines } from './mirror-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { IMPORTED_STATUS, recordLines, withVersion } from './record-lines.ts';
import { IMPORT_COLUMNS, ownColumns } from './record-parameters.ts';
import { reduceCourses } from './reduce-courses.ts';
import {
  type Column,
  countParameters,
  indexesOfParameters,
  type ParameterColumns,
  parametersOf,
  rowsOfParameters,
} from './rows-of-parameters.ts';
import type { Accepted } from './validated-rows.ts';

/**
 * What became of the courses of a batch, as rows of the mirror's `course_records` and lines of its `course_history`.
 */
export interface WrittenCourses {
  readonly current: readonly MirrorRows[];
  readonly history: readonly string[];
}

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

/** What the statement gives. */
const GIVEN: readonly Column[] = [
  { name: 'status', type: 'text' },
  { name: 'version', type: 'bigint' },
];

export const KEY = ['tenant_id', 'person_id', 'course_number'];
/** Columns of `course_records` but for the version. */
export const NAMES = [...COLUMNS.shared, ...COLUMNS.own].map(({ name }) => name).concat('status');

/** The parameters after those of {@link COLUMNS}: the version, and how many courses are offered. */
export const VERSION = `$${countParameters(COLUMNS) + 1}::bigint`;
const OFFERED = `$${countParameters(COLUMNS) + 2}::bigint`;

// A stored position in the future comes from a clock that was wrong, and must not keep later records out until then.
export const IS_LATER = `(stored.position_us, stored.position_source, stored.position_number)
        < (excluded.position_us, excluded.position_source, excluded.position_number)
      OR stored.position_us > ${NOW_US} + ${MAX_CLOCK_AHEAD_US}`;

/** The version that an overwritten record gets. */
export const NEXT_VERSION =
  "CASE WHEN excluded.version > stored.version THEN excluded.version ELSE nextval('record_version') END";

/** The record that an overwrite replaces, or NULL. */
export const REPLACED = `CASE WHEN old.version IS NOT NULL THEN ${replacedRecord([...COLUMNS.shared, ...COLUMNS.own, ...GIVEN], 'old')} END`;

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
    RETURNING new.person_id, new.course_number, new.version,
      ${REPLACED} AS replaced
  )
  SELECT NULL AS row_index, NULL AS version, ${joinRecords('replaced')} AS replaced FROM written
  UNION ALL
  SELECT row_index, written.version, NULL
  FROM (${indexesOfParameters(COLUMNS, ['person_id', 'course_number'])}) AS offered
  LEFT JOIN written USING (person_id, course_number)
  WHERE written.version IS DISTINCT FROM ${VERSION}
    AND (SELECT count(*) FILTER (WHERE version = ${VERSION}) <> ${OFFERED} FROM written)`,
};

/** The first row that {@link UPSERT} returns: all records that it replaced. */
type Replaced = [rowIndex: null, version: null, replaced: string | null];

/**
 * Rows that did not get the batch's version: a newer record won, or the row has a version of its own. There are few of
 * them, and mostly none.
 */
type Exception = [rowIndex: number, version: number | null, replaced: null];

/**
 * Courses about to be written, as bytes: while PostgreSQL writes, a batch's thousands of objects and texts are not in
 * memory, where the collector would move each of them time and again.
 */
export interface CoursesToWrite {
  /** Values of {@link UPSERT}; undefined when there is nothing to write. */
  readonly values: unknown[] | undefined;
  /** What is published to the mirror if all are written under the batch's version. */
  readonly current: readonly MirrorRows[];
  /** Lines of `course_history` about what a later row of the same batch overtook. */
  readonly superseded: readonly string[];
}

/**
 * Reduces the courses of a batch to one for each person and course number, the last (promise 3).
 *
 * @param version the batch's
 */
export function prepareCourses(courses: readonly Accepted[], version: number): CoursesToWrite {
  const { winners, superseded } = reduceCourses(courses);
  const origins = originsOf(winners);
  return {
    values:
      winners.length === 0
        ? undefined
        : [...parametersOf(COLUMNS, winners, origins), version, winners.length],
    current: packRows(COURSE_COLUMNS, winners.length, (from, to) =>
      courseLines(winners, origins, version, { from, to }),
    ),
    superseded: splitLines(courseLines(superseded, originsOf(superseded), version)).map((line) =>
      overtakenLine(line, 'SUPERSEDED'),
    ),
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
 * clock can have shown yet (services/shared/tenants/tenant-clock.ts). One statement for the batch.
 */
export async function writeCourses(client: Queryable, courses: CoursesToWrite): Promise<WrittenCourses> {
  const { values, superseded } = courses;
  if (values === undefined) return { current: [], history: superseded };
  const { rows } = await client.query<Replaced | Exception>({ ...UPSERT, values });
  const [[, , replaced], ...exceptions] = rows as [Replaced, ...Exception[]];
  const history = [...superseded, ...separateRecords(replaced)];
  const { current, late } = withExceptions(courses.current, exceptions);
  return { current, history: [...history, ...late] };
}

/**
 * Gives lines that were packed under the batch's version the version that they have, and takes out what came too late.
 */
function withExceptions(
  packed: readonly MirrorRows[],
  exceptions: readonly Exception[],
): { current: readonly MirrorRows[]; late: string[] } {
  if (exceptions.length === 0) return { current: packed, late: [] };
  const versions = new Map(exceptions.map(([rowIndex, version]) => [rowIndex, version]));
  const late: string[] = [];
  let firstIndex = 0;
  const current = packed.map((part) => {
    const first = firstIndex;
    firstIndex += part.rows;
    if (!exceptions.some(([at]) => at >= first && at < first + part.rows)) return part;
    const lines = unpackLines(part).flatMap((line, index) => {
      const version = versions.get(first + index);
      if (version === undefined) return [line];
      if (version !== null) return [withVersion(line, version)];
      late.push(overtakenLine(line, 'LATE'));
      return [];
    });
    return { ...part, rows: lines.length, lines: compressLines(lines) };
  });
  return { current, late };
}

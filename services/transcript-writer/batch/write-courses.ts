import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { PackedCourse } from '../records/packed-course.ts';
import { joinRecords, overtakenLine, replacedRecord, separateRecords } from './course-history.ts';
import { courseLines, IMPORTED_STATUS, withVersion } from './course-record.ts';
import { dayColumn, integerColumn } from './integer-column.ts';
import type { Accepted } from './judge-rows.ts';
import { packRows, splitLines, unpackLines } from './mirror-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { reduceCourses } from './reduce-courses.ts';
import { type Column, placesOfRows, rowsOfParameters } from './rows-of-parameters.ts';
import { packedTextColumn } from './text-column.ts';

type Course = Accepted<PackedCourse>;

/** What became of the courses of a batch, as rows of the mirror's `course_records` and lines of its `course_history`. */
export interface WrittenCourses {
  readonly current: readonly MirrorRows[];
  readonly history: readonly string[];
}

/** What courses of one import share (see {@link rowsOfParameters}), in the order of {@link parameters}. */
const SHARED: readonly Column[] = [
  ['tenant_id', 'int'],
  ['import_id', 'uuid', 'nullable'],
  ['position_us', 'bigint'],
  ['position_source', 'int'],
];

/** What each has of its own, in the order of {@link parameters}. */
const OWN: readonly Column[] = [
  ['person_id', 'bigint'],
  ['course_number', 'text'],
  ['course_name', 'text'],
  ['course_type', 'text'],
  ['start_date', 'date', 'nullable'],
  ['completion_date', 'date'],
  ['score', 'numeric', 'nullable'],
  ['duration_minutes', 'int', 'nullable'],
  ['credits', 'numeric', 'nullable'],
  ['instructor', 'text', 'nullable'],
  ['provider', 'text', 'nullable'],
  ['location', 'text', 'nullable'],
  ['notes', 'text', 'nullable'],
  ['position_number', 'bigint'],
];

/** What the statement gives. */
const GIVEN: readonly Column[] = [
  ['status', 'text'],
  ['version', 'bigint'],
];

const KEY = ['tenant_id', 'person_id', 'course_number'];
const NAMES = [...SHARED, ...OWN].map(([name]) => name).concat('status');

/** The parameters after those of {@link rowsOfParameters}, whose last are the origins: the version, how many are offered. */
const VERSION = `$${SHARED.length + OWN.length + 2}::bigint`;
const OFFERED = `$${SHARED.length + OWN.length + 3}::bigint`;

// Records share the batch's version where it is higher than what they replace; a record that a later batch wrote first
// takes one of its own, after the row lock: of two writers that meet on a key the later one has the higher version.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `WITH written AS (
    INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
    SELECT offered.*, '${IMPORTED_STATUS}', ${VERSION}
    FROM (${rowsOfParameters(SHARED, OWN)}) AS offered
    ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
      ${NAMES.filter((name) => !KEY.includes(name))
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')},
      version = CASE WHEN excluded.version > stored.version THEN excluded.version ELSE nextval('record_version') END
    WHERE (stored.position_us, stored.position_source, stored.position_number)
        < (excluded.position_us, excluded.position_source, excluded.position_number)
    RETURNING new.person_id, new.course_number, new.version,
      CASE WHEN old.version IS NOT NULL THEN ${replacedRecord([...SHARED, ...OWN, ...GIVEN], 'old')} END AS replaced
  )
  SELECT NULL AS place, NULL AS version, ${joinRecords('replaced')} AS replaced FROM written
  UNION ALL
  SELECT place, written.version, NULL
  FROM (${placesOfRows(SHARED, OWN, ['person_id', 'course_number'])}) AS offered
  LEFT JOIN written USING (person_id, course_number)
  WHERE written.version IS DISTINCT FROM ${VERSION}
    AND (SELECT count(*) FILTER (WHERE version = ${VERSION}) <> ${OFFERED} FROM written)`,
};

/** The first row that {@link UPSERT} returns: all records that it replaced. */
type Replaced = [place: null, version: null, replaced: string | null];

/**
 * Its other rows: what was not written under the batch's version, by its place among what was offered, but under one of
 * its own, or not at all. There are few of them, and mostly none.
 */
type Exception = [place: number, version: number | null, replaced: null];

/**
 * Courses about to be written, as bytes: while PostgreSQL writes, a batch's thousands of objects and texts are not in
 * memory, where the collector would move each of them time and again.
 */
export interface CoursesToWrite {
  /** Values of {@link UPSERT}; undefined when nothing is to be written. */
  readonly values: unknown[] | undefined;
  /** What the mirror is told of them if all are written under the batch's version. */
  readonly current: readonly MirrorRows[];
  /** Lines of `course_history` about what a later row of the same batch overtook. */
  readonly superseded: readonly string[];
}

/**
 * Reduces the courses of a batch to those that may stay (release notes: matched by course number alone).
 *
 * @param version the batch's
 */
export function prepareCourses(courses: readonly Course[], version: number): CoursesToWrite {
  const { winners, superseded } = reduceCourses(courses);
  const origins = originsOf(winners);
  return {
    values: winners.length === 0 ? undefined : [...parameters(winners, origins), version, winners.length],
    current: packRows(winners.length, (from, to) => courseLines(winners, origins, version, from, to)),
    superseded: splitLines(courseLines(superseded, originsOf(superseded), version)).map((line) =>
      overtakenLine(line, 'SUPERSEDED'),
    ),
  };
}

/** Applies the rule for courses (release notes): the record of the higher position stays. One statement for the batch. */
export async function writeCourses(client: Queryable, courses: CoursesToWrite): Promise<WrittenCourses> {
  const { values, superseded } = courses;
  if (values === undefined) return { current: [], history: superseded };
  const { rows } = await client.query<Replaced | Exception>({ ...UPSERT, values });
  const [[, , replaced], ...exceptions] = rows as [Replaced, ...Exception[]];
  const history = [...superseded, ...separateRecords(replaced)];
  const { current, late } = withExceptions(courses.current, exceptions);
  return { current, history: [...history, ...late] };
}

/** Gives lines that were packed under the batch's version the version that they have, and takes out what came too late. */
function withExceptions(
  packed: readonly MirrorRows[],
  exceptions: readonly Exception[],
): { current: readonly MirrorRows[]; late: string[] } {
  if (exceptions.length === 0) return { current: packed, late: [] };
  const versions = new Map(exceptions.map(([place, version]) => [place, version]));
  const late: string[] = [];
  let place = 0;
  const current = packed.map((part) => {
    const first = place;
    place += part.rows;
    if (!exceptions.some(([at]) => at >= first && at < first + part.rows)) return part;
    const lines = unpackLines(part).flatMap((line, index) => {
      const version = versions.get(first + index);
      if (version === undefined) return [line];
      if (version !== null) return [withVersion(line, version)];
      late.push(overtakenLine(line, 'LATE'));
      return [];
    });
    return { rows: lines.length, lines: compressLines(lines) };
  });
  return { current, late };
}

function parameters(courses: readonly Course[], { origins, numbers }: Origins): unknown[] {
  return [
    origins.map(({ importInfo }) => importInfo.tenantId),
    origins.map(({ importInfo }) => importInfo.importId),
    origins.map(({ timeUs }) => timeUs),
    origins.map(({ source }) => source),
    integerColumn(courses, 'bigint', (c) => c.personId),
    packedTextColumn(courses, 'courseNumber'),
    packedTextColumn(courses, 'courseName'),
    packedTextColumn(courses, 'courseType'),
    dayColumn(courses, (c) => c.values.startDate),
    dayColumn(courses, (c) => c.values.completionDate),
    packedTextColumn(courses, 'score'),
    integerColumn(courses, 'int', (c) => c.values.durationMinutes),
    packedTextColumn(courses, 'credits'),
    packedTextColumn(courses, 'instructor'),
    packedTextColumn(courses, 'provider'),
    packedTextColumn(courses, 'location'),
    packedTextColumn(courses, 'notes'),
    integerColumn(courses, 'bigint', (c) => c.position.number),
    integerColumn(numbers, 'int', (number) => number),
  ];
}

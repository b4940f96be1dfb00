import { textCell } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CourseValues } from '../records/record-values.ts';
import { joinRecords, overtakenLine, replacedRecord, separateRecords } from './course-history.ts';
import { courseLines, IMPORTED_STATUS, withVersion } from './course-record.ts';
import { dayColumn, integerColumn } from './integer-column.ts';
import type { Accepted } from './judge-rows.ts';
import { packLines, unpackLines } from './mirror-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { reduceCourses } from './reduce-courses.ts';
import { type Column, rowsOfParameters } from './rows-of-parameters.ts';
import { textColumn } from './text-column.ts';

type Course = Accepted<CourseValues>;

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
  ), summary AS (
    SELECT ${joinRecords('replaced')} AS replaced,
      CASE WHEN count(*) FILTER (WHERE version = ${VERSION}) = ${OFFERED} THEN ${VERSION} END AS shared_version
    FROM written
  )
  SELECT NULL, replaced, shared_version FROM summary
  UNION ALL
  SELECT person_id, course_number, version FROM written WHERE (SELECT shared_version IS NULL FROM summary)`,
};

/**
 * The first row that {@link UPSERT} returns: all records that it replaced, and the batch's version if it wrote all it was
 * given under that. It nearly always does, and then returns nothing else.
 */
type Summary = [none: null, replaced: string | null, sharedVersion: number | null];

/** Its other rows: what it wrote, to be told from what it left out. */
type Written = [personId: number, courseNumber: string, version: number];

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
    current: packLines(courseLines(winners, origins, version)),
    superseded: courseLines(superseded, originsOf(superseded), version).map((line) =>
      overtakenLine(line, 'SUPERSEDED'),
    ),
  };
}

/** Applies the rule for courses (release notes): the record of the higher position stays. One statement for the batch. */
export async function writeCourses(client: Queryable, courses: CoursesToWrite): Promise<WrittenCourses> {
  const { values, superseded } = courses;
  if (values === undefined) return { current: [], history: superseded };
  const { rows } = await client.query<Summary | Written>({ ...UPSERT, values });
  const [[, replaced, sharedVersion], ...written] = rows as [Summary, ...Written[]];
  const history = [...superseded, ...separateRecords(replaced)];
  if (sharedVersion !== null) return { current: courses.current, history };
  const { current, late } = findWritten(unpackLines(courses.current), written);
  return { current: packLines(current), history: [...history, ...late] };
}

/** Tells what was written from what came too late: rows are worked through and returned in the order given. */
function findWritten(
  lines: readonly string[],
  written: readonly Written[],
): { current: string[]; late: string[] } {
  const current: string[] = [];
  const late: string[] = [];
  for (const line of lines) {
    const [personId, courseNumber, version] = written[current.length] ?? [];
    // A person is of one tenant, whose id need not be compared.
    const [, lineOf, numberOf] = line.split('\t');
    if (version !== undefined && String(personId) === lineOf && textCell(courseNumber ?? null) === numberOf) {
      current.push(withVersion(line, version));
    } else {
      late.push(overtakenLine(line, 'LATE'));
    }
  }
  if (current.length !== written.length)
    throw new LmsError('unexpected', 'Course records came back in another order than they were written');
  return { current, late };
}

function parameters(courses: readonly Course[], { origins, numbers }: Origins): unknown[] {
  return [
    origins.map(({ importInfo }) => importInfo.tenantId),
    origins.map(({ importInfo }) => importInfo.importId),
    origins.map(({ timeUs }) => timeUs),
    origins.map(({ source }) => source),
    integerColumn(courses, 'bigint', (c) => c.personId),
    textColumn(courses, (c) => c.values.courseNumber),
    textColumn(courses, (c) => c.values.courseName),
    textColumn(courses, (c) => c.values.courseType),
    dayColumn(courses, (c) => c.values.startDate),
    dayColumn(courses, (c) => c.values.completionDate),
    textColumn(courses, (c) => c.values.score),
    integerColumn(courses, 'int', (c) => c.values.durationMinutes),
    textColumn(courses, (c) => c.values.credits),
    textColumn(courses, (c) => c.values.instructor),
    textColumn(courses, (c) => c.values.provider),
    textColumn(courses, (c) => c.values.location),
    textColumn(courses, (c) => c.values.notes),
    integerColumn(courses, 'bigint', (c) => c.position.number),
    integerColumn(numbers, 'int', (number) => number),
  ];
}

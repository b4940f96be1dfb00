import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CourseValues } from '../records/record-values.ts';
import {
  IMPORTED_STATUS,
  lineBeforeVersion,
  overtakenLine,
  replacedLine,
  withVersion,
} from './course-record.ts';
import type { Accepted } from './judge-rows.ts';
import { originsOf } from './origins.ts';
import { reduceCourses } from './reduce-courses.ts';
import { type Column, rowsOfParameters, tabSeparatedCells, textColumn } from './text-column.ts';

type Course = Accepted<CourseValues>;

/** What became of the courses of a batch, as lines of the mirror's `course_records` and `course_history`. */
export interface WrittenCourses {
  readonly current: string[];
  readonly history: string[];
}

/** What courses of one import share (see {@link rowsOfParameters}), in the order of {@link parameters}. */
const SHARED: readonly Column[] = [
  ['tenant_id', 'int'],
  ['import_id', 'uuid'],
  ['position_us', 'bigint'],
  ['position_source', 'int'],
];

/** What each has of its own, in the order of {@link parameters}. */
const OWN: readonly Column[] = [
  ['person_id', 'bigint'],
  ['course_number', 'text'],
  ['course_name', 'text'],
  ['course_type', 'text'],
  ['start_date', 'date'],
  ['completion_date', 'date'],
  ['score', 'numeric'],
  ['duration_minutes', 'int'],
  ['credits', 'numeric'],
  ['instructor', 'text'],
  ['provider', 'text'],
  ['location', 'text'],
  ['notes', 'text'],
  ['position_number', 'bigint'],
];

const KEY = ['tenant_id', 'person_id', 'course_number'];
const NAMES = [...SHARED, ...OWN].map(([name]) => name).concat('status');
/** In the order of COURSE_COLUMNS. */
const REPLACED = COURSE_COLUMNS.filter((column) => !KEY.includes(column));

// An update takes its version itself, after the row lock: of two writers that meet on a key the later one has the higher
// version, whoever prepared its values first. New records share the statement's: their keys had no record before, as one
// is taken away only with its person.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
  SELECT offered.*, '${IMPORTED_STATUS}', (SELECT nextval('record_version'))
  FROM (${rowsOfParameters(SHARED, OWN)}) AS offered
  ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
    ${NAMES.filter((name) => !KEY.includes(name))
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}, version = nextval('record_version')
  WHERE (stored.position_us, stored.position_source, stored.position_number)
      < (excluded.position_us, excluded.position_source, excluded.position_number)
  RETURNING new.person_id, new.course_number, new.version,
    CASE WHEN old.version IS NOT NULL THEN ${tabSeparatedCells(REPLACED.map((name) => `old.${name}`))} END`,
};

/** What {@link UPSERT} returns of a record it wrote; `replaced` is null where the record is new. */
type Returned = [personId: number, courseNumber: string, version: number, replaced: string | null];

/**
 * Courses about to be written, as text: while PostgreSQL writes, a batch's thousands of objects are not in memory, where
 * the collector would move each of them time and again.
 */
export interface CoursesToWrite {
  /** Values of {@link UPSERT}; undefined when nothing is to be written. */
  readonly values: unknown[] | undefined;
  /** Of each winner: the two columns it is told from its neighbours by, and its line but for its version. */
  readonly personIds: readonly number[];
  readonly courseNumbers: readonly string[];
  readonly lines: readonly string[];
  /** Lines of `course_history` about what a later row of the same batch overtook. */
  readonly superseded: readonly string[];
}

/** Reduces the courses of a batch to those that may stay (release notes: matched by course number alone). */
export function prepareCourses(courses: readonly Course[]): CoursesToWrite {
  const { winners, superseded } = reduceCourses(courses);
  return {
    values: winners.length === 0 ? undefined : parameters(winners),
    personIds: winners.map(({ personId }) => personId),
    courseNumbers: winners.map(({ values }) => values.courseNumber),
    lines: winners.map(lineBeforeVersion),
    superseded: superseded.map((course) => overtakenLine(lineBeforeVersion(course), 'SUPERSEDED')),
  };
}

/** Applies the rule for courses (release notes): the record of the higher position stays. One statement for the batch. */
export async function writeCourses(client: Queryable, courses: CoursesToWrite): Promise<WrittenCourses> {
  const { values, personIds, courseNumbers, lines } = courses;
  const history = [...courses.superseded];
  const current: string[] = [];
  if (values === undefined) return { current, history };
  const { rows } = await client.query<Returned>({ ...UPSERT, values });
  // The statement works through its rows in the order given, and returns those it wrote in that order.
  let next = 0;
  lines.forEach((line, index) => {
    const [personId, courseNumber, version, replaced] = rows[next] ?? [];
    // A person is of one tenant, whose id need not be compared.
    if (version === undefined || personId !== personIds[index] || courseNumber !== courseNumbers[index]) {
      history.push(overtakenLine(line, 'LATE'));
      return;
    }
    next += 1;
    current.push(withVersion(line, version));
    if (typeof replaced === 'string') history.push(replacedLine(line, replaced));
  });
  if (next !== rows.length)
    throw new LmsError('unexpected', 'Course records came back in another order than they were written');
  return { current, history };
}

function parameters(courses: readonly Course[]): unknown[] {
  const { origins, numbers } = originsOf(courses);
  return [
    origins.map(({ importInfo }) => importInfo.tenantId),
    origins.map(({ importInfo }) => importInfo.importId),
    origins.map(({ timeUs }) => timeUs),
    origins.map(({ source }) => source),
    textColumn(courses, (c) => c.personId),
    textColumn(courses, (c) => c.values.courseNumber),
    textColumn(courses, (c) => c.values.courseName),
    textColumn(courses, (c) => c.values.courseType),
    textColumn(courses, (c) => c.values.startDate),
    textColumn(courses, (c) => c.values.completionDate),
    textColumn(courses, (c) => c.values.score),
    textColumn(courses, (c) => c.values.durationMinutes),
    textColumn(courses, (c) => c.values.credits),
    textColumn(courses, (c) => c.values.instructor),
    textColumn(courses, (c) => c.values.provider),
    textColumn(courses, (c) => c.values.location),
    textColumn(courses, (c) => c.values.notes),
    textColumn(courses, (c) => c.position.number),
    textColumn(numbers, (number) => number),
  ];
}

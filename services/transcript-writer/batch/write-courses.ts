import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CourseValues } from '../records/record-values.ts';
import {
  IMPORTED_STATUS,
  linesBeforeVersion,
  overtakenLine,
  replacedLine,
  withVersion,
} from './course-record.ts';
import type { Accepted } from './judge-rows.ts';
import { type Origins, originsOf } from './origins.ts';
import { reduceCourses } from './reduce-courses.ts';
import { type Column, dateColumn, rowsOfParameters, tabSeparatedCells, textColumn } from './text-column.ts';

type Course = Accepted<CourseValues>;

/** What became of the courses of a batch, as lines of the mirror's `course_records` and `course_history`. */
export interface WrittenCourses {
  readonly current: string[];
  readonly history: string[];
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
/** What a record has beside its key, in the order of COURSE_COLUMNS. */
const REPLACED = COURSE_COLUMNS.flatMap((name) =>
  [...SHARED, ...OWN, ...GIVEN].filter((column) => column[0] === name && !KEY.includes(name)),
);

/** How many records were offered: the parameter after those of {@link rowsOfParameters}, whose last are the origins. */
const OFFERED = `$${SHARED.length + OWN.length + 2}`;

// An update takes its version itself, after the row lock: of two writers that meet on a key the later one has the higher
// version, whoever prepared its values first. New records share the statement's: their keys had no record before, as one
// is taken away only with its person.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `WITH written AS (
    INSERT INTO course_records AS stored (${NAMES.join(', ')}, version)
    SELECT offered.*, '${IMPORTED_STATUS}', (SELECT nextval('record_version'))
    FROM (${rowsOfParameters(SHARED, OWN)}) AS offered
    ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
      ${NAMES.filter((name) => !KEY.includes(name))
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')}, version = nextval('record_version')
    WHERE (stored.position_us, stored.position_source, stored.position_number)
        < (excluded.position_us, excluded.position_source, excluded.position_number)
    RETURNING new.person_id, new.course_number, new.version,
      CASE WHEN old.version IS NOT NULL THEN ${tabSeparatedCells(REPLACED, 'old')} END AS replaced
  )
  SELECT count(*), NULL, min(version) FILTER (WHERE replaced IS NULL), NULL FROM written
  UNION ALL
  SELECT person_id, course_number, version, replaced FROM written
  WHERE replaced IS NOT NULL OR (SELECT count(*) FROM written) < ${OFFERED}`,
};

/** The first row that {@link UPSERT} returns: how many records it wrote, and the version of those that are new. */
type Summary = [written: number, none: null, newVersion: number | null, none: null];

/**
 * Its other rows: what it replaced, and where it did not write all it was given, also what is new, to be told from what
 * it left out. Most batches of most imports are all new, and nothing is returned of them.
 */
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
  const origins = originsOf(winners);
  return {
    values: winners.length === 0 ? undefined : parameters(winners, origins),
    personIds: winners.map(({ personId }) => personId),
    courseNumbers: winners.map(({ values }) => values.courseNumber),
    lines: linesBeforeVersion(winners, origins),
    superseded: linesBeforeVersion(superseded, originsOf(superseded)).map((line) =>
      overtakenLine(line, 'SUPERSEDED'),
    ),
  };
}

/** Applies the rule for courses (release notes): the record of the higher position stays. One statement for the batch. */
export async function writeCourses(client: Queryable, courses: CoursesToWrite): Promise<WrittenCourses> {
  const { values, personIds, courseNumbers, lines } = courses;
  const history = [...courses.superseded];
  const current: string[] = [];
  if (values === undefined) return { current, history };
  const { rows } = await client.query<Summary | Returned>({ ...UPSERT, values });
  const [summary, ...returned] = rows as [Summary, ...Returned[]];
  const [written, , newVersion] = summary;
  // The statement works through its rows in the order given, and returns those it wrote in that order.
  let next = 0;
  lines.forEach((line, index) => {
    const [personId, courseNumber, version, replaced] = returned[next] ?? [];
    // A person is of one tenant, whose id need not be compared.
    if (version !== undefined && personId === personIds[index] && courseNumber === courseNumbers[index]) {
      next += 1;
      current.push(withVersion(line, version));
      if (typeof replaced === 'string') history.push(replacedLine(line, replaced));
    } else if (written === lines.length && newVersion !== null) {
      current.push(withVersion(line, newVersion));
    } else {
      history.push(overtakenLine(line, 'LATE'));
    }
  });
  if (next !== returned.length)
    throw new LmsError('unexpected', 'Course records came back in another order than they were written');
  return { current, history };
}

function parameters(courses: readonly Course[], { origins, numbers }: Origins): unknown[] {
  return [
    origins.map(({ importInfo }) => importInfo.tenantId),
    origins.map(({ importInfo }) => importInfo.importId),
    origins.map(({ timeUs }) => timeUs),
    origins.map(({ source }) => source),
    textColumn(courses, (c) => c.personId),
    textColumn(courses, (c) => c.values.courseNumber),
    textColumn(courses, (c) => c.values.courseName),
    textColumn(courses, (c) => c.values.courseType),
    dateColumn(courses, (c) => c.values.startDate),
    dateColumn(courses, (c) => c.values.completionDate),
    textColumn(courses, (c) => c.values.score),
    textColumn(courses, (c) => c.values.durationMinutes),
    textColumn(courses, (c) => c.values.credits),
    textColumn(courses, (c) => c.values.instructor),
    textColumn(courses, (c) => c.values.provider),
    textColumn(courses, (c) => c.values.location),
    textColumn(courses, (c) => c.values.notes),
    textColumn(courses, (c) => c.position.number),
    textColumn(numbers, (number) => number),
    courses.length,
  ];
}

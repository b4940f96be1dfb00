import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CourseValues } from '../records/record-values.ts';
import { courseLine, IMPORTED_STATUS, overtakenLine, replacedLine } from './course-record.ts';
import type { Accepted } from './judge-rows.ts';
import { originsOf } from './origins.ts';
import { reduceCourses } from './reduce-courses.ts';
import { columnOf, tabSeparatedCells, textColumn } from './text-column.ts';

type Course = Accepted<CourseValues>;

/** What became of the courses of a batch, as lines of the mirror's `course_records` and `course_history`. */
export interface WrittenCourses {
  readonly current: string[];
  readonly history: string[];
}

/** What is written of each course besides what it shares with others, with its type. */
const COLUMNS = [
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
  ['origin', 'int'],
] as const;

/** What courses of one origin share, columns that need not come with each. */
const SHARED = [
  ['tenant_id', 'int'],
  ['import_id', 'uuid'],
  ['position_us', 'bigint'],
  ['position_source', 'int'],
] as const;

const OWN = COLUMNS.map(([column]) => column).filter((column) => column !== 'origin');
const ALL = [...SHARED.map(([column]) => column), ...OWN, 'status', 'version'];
const KEY = ['tenant_id', 'person_id', 'course_number'];
/** In the order of COURSE_COLUMNS, the key left out. */
const REPLACED = [
  ...['course_name', 'course_type', 'start_date', 'completion_date', 'score', 'duration_minutes', 'credits'],
  ...['instructor', 'provider', 'location', 'notes', 'status', 'import_id', 'position_us', 'position_source'],
  ...['position_number', 'version'],
];

// The version is taken by the update itself, after the row lock: of two writers that meet on a key the later one has
// the higher version, whoever prepared its values first.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `INSERT INTO course_records AS stored (${ALL.join(', ')})
  SELECT ${SHARED.map(([, type], index) => `($${index + 1}::${type}[])[offered.origin]`).join(', ')},
    ${OWN.map((column) => `offered.${column}`).join(', ')}, '${IMPORTED_STATUS}', nextval('record_version')
  FROM unnest(${COLUMNS.map(([, type], index) => columnOf(SHARED.length + index + 1, type)).join(', ')})
    AS offered (${COLUMNS.map(([column]) => column).join(', ')})
  ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
    ${ALL.filter((column) => !KEY.includes(column) && column !== 'version')
      .map((column) => `${column} = excluded.${column}`)
      .join(', ')}, version = nextval('record_version')
  WHERE (stored.position_us, stored.position_source, stored.position_number)
      < (excluded.position_us, excluded.position_source, excluded.position_number)
  RETURNING new.person_id, new.course_number, new.version,
    CASE WHEN old.version IS NOT NULL THEN ${tabSeparatedCells(REPLACED.map((column) => `old.${column}`))} END`,
};

/** What {@link UPSERT} returns of a record it wrote; `replaced` is null where the record is new. */
type Returned = [personId: number, courseNumber: string, version: number, replaced: string | null];

/**
 * Applies the rule for courses (release notes): matched by course number alone, the record of the higher position
 * stays. One statement for the batch.
 */
export async function writeCourses(client: Queryable, courses: readonly Course[]): Promise<WrittenCourses> {
  const { winners, superseded } = reduceCourses(courses);
  const history = superseded.map((course) => overtakenLine(course, 'SUPERSEDED'));
  const current: string[] = [];
  if (winners.length === 0) return { current, history };
  const { rows } = await client.query<Returned>({ ...UPSERT, values: parameters(winners) });
  // The statement works through its rows in the order given, and returns those it wrote in that order.
  let next = 0;
  for (const course of winners) {
    const row = rows[next];
    if (row === undefined || !isFor(row, course)) {
      history.push(overtakenLine(course, 'LATE'));
      continue;
    }
    next += 1;
    const [, , version, replaced] = row;
    current.push(courseLine(course, version));
    if (replaced !== null) history.push(replacedLine(course, replaced));
  }
  if (next !== rows.length)
    throw new LmsError('unexpected', 'Course records came back in another order than they were written');
  return { current, history };
}

/** A person is of one tenant, whose id need not be compared. */
function isFor([personId, courseNumber]: Returned, course: Course): boolean {
  return personId === course.personId && courseNumber === course.values.courseNumber;
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
    textColumn(courses, (_, index) => numbers[index] ?? null),
  ];
}

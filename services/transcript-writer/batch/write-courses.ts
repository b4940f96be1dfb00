import type { Cell } from '#shared/clickhouse/tab-separated.ts';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { CourseValues } from '../records/record-values.ts';
import { courseLine, historyLine, IMPORTED_STATUS, overtakenLine } from './course-record.ts';
import type { Accepted } from './judge-rows.ts';
import { reduceCourses } from './reduce-courses.ts';
import { columnOf, textColumn } from './text-column.ts';

type Course = Accepted<CourseValues>;

/** What became of the courses of a batch, as lines of the mirror's `course_records` and `course_history`. */
export interface WrittenCourses {
  readonly current: string[];
  readonly history: string[];
}

/** The types of {@link parameters}, in order. */
const COLUMN_TYPES = [
  ...['int', 'bigint', 'text', 'text', 'text', 'date', 'date', 'numeric', 'int', 'numeric'],
  ...['text', 'text', 'text', 'text', 'text', 'uuid', 'bigint', 'int', 'bigint'],
];

// The version is taken by the update itself, after the row lock: of two writers that meet on a key the later one has
// the higher version, whoever prepared its values first.
const UPSERT = {
  name: 'upsert-courses',
  rowMode: 'array' as const,
  text: `INSERT INTO course_records AS stored (tenant_id, person_id, course_number, course_name, course_type, start_date,
    completion_date, score, duration_minutes, credits, instructor, provider, location, notes, status, import_id,
    position_us, position_source, position_number, version)
  SELECT offered.*, nextval('record_version')
  FROM unnest(${COLUMN_TYPES.map((type, index) => columnOf(index + 1, type)).join(', ')}) AS offered
  ON CONFLICT (tenant_id, person_id, course_number) DO UPDATE SET
    course_name = excluded.course_name, course_type = excluded.course_type, start_date = excluded.start_date,
    completion_date = excluded.completion_date, score = excluded.score, duration_minutes = excluded.duration_minutes,
    credits = excluded.credits, instructor = excluded.instructor, provider = excluded.provider,
    location = excluded.location, notes = excluded.notes, status = excluded.status, import_id = excluded.import_id,
    position_us = excluded.position_us, position_source = excluded.position_source,
    position_number = excluded.position_number, version = nextval('record_version')
  WHERE (stored.position_us, stored.position_source, stored.position_number)
      < (excluded.position_us, excluded.position_source, excluded.position_number)
  RETURNING new.tenant_id, new.person_id, new.course_number, new.version,
    old.course_name, old.course_type, old.start_date, old.completion_date, old.score, old.duration_minutes, old.credits,
    old.instructor, old.provider, old.location, old.notes, old.status, old.import_id, old.position_us,
    old.position_source, old.position_number, old.version`,
};

type Key = [tenantId: number, personId: number, courseNumber: string, version: number];
/** The columns of {@link UPSERT}'s RETURNING: the key, and what is replaced, which is null where a record is new. */
type Returned = [...Key, ...old: Cell[]];

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
    const [tenantId, personId, courseNumber, version, ...old] = row;
    current.push(courseLine(course, version));
    // A course name is never null: where it is, there was no record.
    if (old[0] !== null) history.push(historyLine([tenantId, personId, courseNumber, ...old], 'REPLACED'));
  }
  if (next !== rows.length)
    throw new LmsError('unexpected', 'Course records came back in another order than they were written');
  return { current, history };
}

function isFor(row: Returned, course: Course): boolean {
  return (
    row[1] === course.personId &&
    row[2] === course.values.courseNumber &&
    row[0] === course.importInfo.tenantId
  );
}

function parameters(courses: readonly Course[]): string[] {
  return [
    textColumn(courses, (c) => c.importInfo.tenantId),
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
    textColumn(courses, () => IMPORTED_STATUS),
    textColumn(courses, (c) => c.importInfo.importId),
    textColumn(courses, (c) => c.position.timeUs),
    textColumn(courses, (c) => c.position.source),
    textColumn(courses, (c) => c.position.number),
  ];
}

import { z } from 'zod';
import { recordSchema } from '#shared/csv/record-types.ts';
import { readQuery } from '#shared/http/parameters.ts';
import { message } from '#shared/texts/texts-of.ts';
import { choice, filter } from '../http/parameters.ts';
import { recordColumns } from './record-columns.ts';
import {
  bound,
  date,
  number,
  PERSON_JOIN,
  type Report,
  type ReportQuery,
  searchCondition,
  searchParameter,
  templateTitle,
  text,
} from './report.ts';

const courseTypes = recordSchema('courses').columns.flatMap(({ limits }) => limits.allowed ?? []);
const filters = z.object({
  course: filter,
  search: filter,
  courseType: choice(courseTypes.map(({ value }) => value)),
});
type Filters = Omit<z.output<typeof filters>, 'course'>;

/** Every course there are records of, or with `course` (a course number) the records of one. */
export const coursesByCourse: Report = {
  name: 'courses-by-course',
  title: message('report-columns.courses-by-course'),
  filters: ['course', 'search', 'courseType'],
  query: (request) => {
    const { course, ...more } = readQuery(request, filters);
    return course === undefined ? summary(more) : records(course, more);
  },
};

/**
 * The current records of each course, counted. FINAL leaves one record of a person for a course, so there are as many
 * people as records.
 *
 * It merges all records of a tenant, which is most of what this report costs: the rest is found without it, and of a
 * page sorted by the rest only that page's courses are counted.
 */
function counted(courses?: string): string {
  return `SELECT course_number AS courseNumber, count() AS records, max(completion_date) AS lastCompletion
    FROM course_records FINAL
    WHERE tenant_id = {tenant: UInt32} ${courses === undefined ? '' : `AND course_number IN (${courses})`}
    GROUP BY course_number`;
}

/**
 * People may have a course under different names and types; it is shown as it was written last, and of what was written
 * at once, as the person of the highest id has it.
 */
const NAMES = `course_number AS courseNumber, argMax(course_name, (version, person_id)) AS courseName,
  argMax(course_type, (version, person_id)) AS courseType`;

/**
 * Every course with its name. The newest line of a course is current, or else says that its record is deleted: only
 * the courses with such a line need FINAL. The first SELECT and the innermost read the projection `course_names`.
 */
const NAMED = `SELECT ${NAMES} FROM course_records WHERE tenant_id = {tenant: UInt32}
    GROUP BY course_number HAVING max(is_deleted) = 0
  UNION ALL
  SELECT ${NAMES} FROM course_records FINAL
    WHERE tenant_id = {tenant: UInt32} AND course_number IN (
      SELECT course_number FROM course_records WHERE tenant_id = {tenant: UInt32}
      GROUP BY course_number HAVING max(is_deleted) = 1)
    GROUP BY course_number`;

function summary({ search, courseType }: Filters): ReportQuery {
  const named = `SELECT courseNumber, courseName, courseType FROM (${NAMED}) AS course
    WHERE 1 ${courseType === undefined ? '' : 'AND courseType = {courseType: String}'}
      ${searchCondition(search, 'courseNumber', 'courseName')}`;
  const select = (courses?: string): string =>
    `SELECT courseNumber, courseName, courseType, records, records AS people, lastCompletion
     FROM (${named}) AS named INNER JOIN (${counted(courses)}) AS counted USING (courseNumber)`;
  return {
    columns: [
      text('courseNumber', templateTitle('courses', 'courseNumber')),
      text('courseName', templateTitle('courses', 'courseName')),
      text('courseType', templateTitle('courses', 'courseType')),
      number('records', message('report-columns.records')),
      number('people', message('report-columns.people')),
      date('lastCompletion', message('report-columns.last-completion')),
    ],
    select: select(),
    outline: { select: named, columns: ['courseNumber', 'courseName', 'courseType'], selectOf: select },
    parameters: bound({ search: searchParameter(search), courseType }),
    identity: [{ name: 'courseNumber', type: 'String' }],
    defaultSort: { key: 'courseNumber', order: 'asc' },
    additive: ['records'],
  };
}

function records(course: string, { search, courseType }: Filters): ReportQuery {
  const { columns, select } = recordColumns('courses', ['courseNumber', 'courseName', 'courseType']);
  return {
    columns,
    select: `SELECT ${select}, record.person_id AS personId
      FROM course_records AS record FINAL ${PERSON_JOIN}
      WHERE tenant_id = {tenant: UInt32} AND course_number = {course: String}
        ${courseType === undefined ? '' : 'AND course_type = {courseType: String}'}
        ${searchCondition(search, 'username', 'employeeId', 'firstName', 'lastName')}`,
    parameters: bound({ course, search: searchParameter(search), courseType }),
    identity: [{ name: 'personId', type: 'UInt64' }],
    defaultSort: { key: 'lastName', order: 'asc' },
  };
}

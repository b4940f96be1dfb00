import { expect, it } from 'vitest';
import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { courseLines } from '../../../services/transcript-writer/batch/course-record.ts';
import type { Accepted } from '../../../services/transcript-writer/batch/judge-rows.ts';
import { originsOf } from '../../../services/transcript-writer/batch/origins.ts';
import { dayNumber } from '../../../services/transcript-writer/records/date-rules.ts';
import type { CourseValues } from '../../../services/transcript-writer/records/record-values.ts';

function course(importId: string, number: number, values: Partial<CourseValues>): Accepted<CourseValues> {
  return {
    importInfo: { importId, tenantId: 7, type: 'courses' },
    personId: 11,
    position: { timeUs: 1_764_284_000_123_456, source: 0, number },
    values: {
      username: 'someone',
      usernameFolded: 'someone',
      employeeId: null,
      courseNumber: 'C\\1',
      courseName: 'a\tb',
      courseType: 'OJT',
      startDate: null,
      completionDate: '2020-02-29',
      score: null,
      durationMinutes: null,
      credits: null,
      instructor: null,
      provider: null,
      location: null,
      notes: null,
      ...values,
    },
  };
}

it('lines hold all columns, every text escaped, each with what its own import shares', () => {
  const courses = [
    course('one', 1, { instructor: 'x\ny', provider: '\\N', location: '\t', notes: 'a\\\tb\n' }),
    course('two', 1, { startDate: '2019-01-01', score: '87.5', durationMinutes: 90, credits: '1.5' }),
    course('one', 2, {}),
  ];
  const expected = courses.map(({ importInfo, personId, position, values: v }) => [
    ...[
      importInfo.tenantId,
      personId,
      v.courseNumber,
      v.courseName,
      v.courseType,
      v.startDate,
      v.completionDate,
    ],
    ...[v.score, v.durationMinutes, v.credits, v.instructor, v.provider, v.location, v.notes, 'completed'],
    ...[importInfo.importId, position.timeUs, position.source, position.number, 41],
  ]);
  expect(courseLines(courses, originsOf(courses), 41)).toEqual(expected.map(tabSeparatedLine));
  for (const cells of expected) expect(cells).toHaveLength(COURSE_COLUMNS.length);
});

it.each([
  ['1900-01-01', -25_567],
  ['1969-12-31', -1],
  ['1970-01-01', 0],
  ['2000-02-29', 11_016],
  ['2024-12-31', 20_088],
])('the day %s is number %i', (date, number) => {
  expect(dayNumber(date)).toBe(number);
});

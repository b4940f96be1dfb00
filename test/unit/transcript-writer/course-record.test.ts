import { expect, it } from 'vitest';
import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { calendarDate, dayNumber } from '../../../services/shared/records/calendar-date.ts';
import { courseLines } from '../../../services/transcript-writer/write/course-record.ts';
import { originsOf } from '../../../services/transcript-writer/write/origins.ts';
import { acceptedCourse, COURSE_VALUES } from '../../support/accepted-course.ts';

it('lines hold all columns, every text escaped, each with what its own import shares', () => {
  const written = [
    {
      ...{ importId: 'one', number: 1 },
      ...{ courseNumber: 'C\\1', courseName: 'a\tb', instructor: 'x\ny', provider: '\\N', location: '\t' },
      notes: 'a\\\tb\n\u{1f600}é',
    },
    {
      ...{ importId: 'two', number: 9_999_999_999 },
      ...{ startDate: '1900-01-09', score: '87.5', durationMinutes: 90, credits: '1.5' },
    },
    {
      importId: 'one',
      number: 1_000_000_000,
      completionDate: '2020-02-29',
      durationMinutes: 0,
      notes: 'n'.repeat(2_000),
    },
  ];
  const [timeUs, source] = [1_764_284_000_123_456, 3];
  const courses = written.map(({ importId, number, ...values }) =>
    acceptedCourse(
      { importId, tenantId: 7, personId: 2 ** 53 - 1, position: { timeUs, source, number } },
      values,
    ),
  );
  const expected = written.map(({ importId, number, ...values }) => {
    const v = { ...COURSE_VALUES, ...values };
    return [
      ...[7, 2 ** 53 - 1, v.courseNumber, v.courseName, v.courseType, v.startDate, v.completionDate, v.score],
      ...[v.durationMinutes, v.credits, v.instructor, v.provider, v.location, v.notes, 'completed'],
      ...[importId, timeUs, source, number, 41],
    ];
  });
  const lines = expected.map((cells) => `${tabSeparatedLine(cells)}\n`);
  expect(courseLines(courses, originsOf(courses), 41).toString()).toBe(lines.join(''));
  expect(courseLines(courses, originsOf(courses), 41, 1, 2).toString()).toBe(lines[1]);
  for (const cells of expected) expect(cells).toHaveLength(COURSE_COLUMNS.length);
});

it.each([
  ['1900-01-01', -25_567],
  ['1969-12-31', -1],
  ['1970-01-01', 0],
  ['2000-02-29', 11_016],
  ['2024-12-31', 20_088],
])('the day %s is number %i', (date, number) => {
  expect(dayNumber(calendarDate(date))).toBe(number);
});

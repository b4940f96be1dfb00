import { expect, it } from 'vitest';
import { COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import { calendarDate, dayNumber } from '../../../services/shared/records/calendar-date.ts';
import { recordTable } from '../../../services/shared/records/record-table.ts';
import { originsOf } from '../../../services/transcript-writer/write/origins.ts';
import { courseLines } from '../../../services/transcript-writer/write/write-courses.ts';
import { acceptedCourse, COURSE_VALUES, type CourseValues } from '../../support/accepted-course.ts';

it('lines hold all columns, every text escaped, each with what its own import shares', () => {
  const written = [
    {
      ...{ importId: 'one', number: 1 },
      ...{ courseNumber: 'C\\1', courseName: 'a\tb', instructor: 'x\ny', provider: '\\N', location: '\t' },
      notes: 'a\\\tb\n\u{1f600}é',
    },
    {
      ...{ importId: 'two', number: 9_999_999_999 },
      ...{ startDate: '1900-01-09', score: '87.5', durationMinutes: '90', credits: '1.5' },
    },
    {
      importId: 'one',
      number: 1_000_000_000,
      completionDate: '2020-02-29',
      durationMinutes: '0',
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
    const cells: Readonly<Record<string, string | number | null>> = {
      ...Object.fromEntries(
        recordTable('courses').stored.map(({ name, column: { field } }) => [
          name,
          { ...COURSE_VALUES, ...(values as CourseValues) }[field] ?? null,
        ]),
      ),
      ...{ tenant_id: 7, person_id: 2 ** 53 - 1, status: 'completed', import_id: importId, version: 41 },
      ...{ position_us: timeUs, position_source: source, position_number: number },
    };
    return COURSE_COLUMNS.map((name) => cells[name] ?? null);
  });
  const lines = expected.map((cells) => `${tabSeparatedLine(cells)}\n`);
  expect(courseLines(courses, originsOf(courses), 41).toString()).toBe(lines.join(''));
  expect(courseLines(courses, originsOf(courses), 41, { from: 1, to: 2 }).toString()).toBe(lines[1]);
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

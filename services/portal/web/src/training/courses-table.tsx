import { Text } from '@mantine/core';
import type { CourseRecord } from '../api/types.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { formatDecimal, formatNumber } from '../components/format.ts';
import { Day } from '../components/time.tsx';
import { courseTypeMeaning } from './course-types.ts';
import { ImportLink } from './import-link.tsx';
import { RecordsTable } from './records-table.tsx';

export function CoursesTable({
  courses,
  search,
}: {
  readonly courses: readonly CourseRecord[];
  readonly search: string;
}) {
  return (
    <RecordsTable
      name="Courses"
      records={courses}
      search={search}
      columns={COLUMNS}
      initialSort={{ key: 'completionDate', order: 'desc' }}
      empty="No courses have been recorded yet."
    />
  );
}

const COLUMNS: readonly DataColumn<CourseRecord>[] = [
  {
    key: 'courseName',
    wide: true,
    title: 'Course',
    sortable: true,
    render: (course) => (
      <>
        <Text inherit fw={500} className="lms-any-text">
          {course.courseName}
        </Text>
        <Text size="xs" c="dimmed" className="lms-any-text">
          {course.courseNumber}
        </Text>
        <Details course={course} />
      </>
    ),
  },
  {
    key: 'courseType',
    title: 'Type',
    sortable: true,
    render: (course) => <span title={courseTypeMeaning(course.courseType)}>{course.courseType}</span>,
  },
  {
    key: 'startDate',
    title: 'Started',
    sortable: true,
    render: (course) => (course.startDate ? <Day day={course.startDate} /> : '–'),
  },
  {
    key: 'completionDate',
    title: 'Completed',
    sortable: true,
    render: (course) => <Day day={course.completionDate} />,
  },
  { key: 'score', title: 'Score', align: 'end', sortable: true, render: (course) => decimal(course.score) },
  {
    key: 'durationMinutes',
    title: 'Minutes',
    align: 'end',
    sortable: true,
    render: (course) => (course.durationMinutes === null ? '–' : formatNumber(course.durationMinutes)),
  },
  {
    key: 'credits',
    title: 'Credits',
    align: 'end',
    sortable: true,
    render: (course) => decimal(course.credits),
  },
  {
    key: 'importId',
    title: 'Source',
    width: '10rem',
    render: (course) => <ImportLink importId={course.importId} />,
  },
];

function decimal(value: number | null): string {
  return value === null ? '–' : formatDecimal(value);
}

/** What most records leave blank, in one line. */
function Details({ course }: { readonly course: CourseRecord }) {
  const details = [course.provider, course.instructor, course.location, course.notes].filter(
    (text) => text !== null,
  );
  if (details.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className="lms-any-text" lineClamp={3}>
      {details.join(' · ')}
    </Text>
  );
}

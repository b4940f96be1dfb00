import { Text } from '@mantine/core';
import type { CourseRecord } from '../api/types.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { ImportLink } from './import-link.tsx';
import { labelledColumns, RecordDetails } from './record-columns.tsx';
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
        <RecordDetails type="courses" record={course} shown={['courseName', 'courseNumber']} />
      </>
    ),
  },
  ...labelledColumns('courses'),
  {
    key: 'importId',
    title: 'Source',
    width: '10rem',
    render: (course) => <ImportLink importId={course.importId} />,
  },
];

import { Text } from '@mantine/core';
import type { CourseRecord } from '../api/types.ts';
import type { DataColumn } from '../components/data-table.tsx';
import { typeName } from '../components/type-names.ts';
import { text } from '../texts/texts.ts';
import { labelledColumns, RecordDetails } from './record-columns.tsx';
import { CourseSource } from './record-source.tsx';
import { RecordsTable } from './records-table.tsx';

export function CoursesTable({
  courses,
  search,
  personId,
}: {
  readonly courses: readonly CourseRecord[];
  readonly search: string;
  /** whose they are, where an admin looks at them */
  readonly personId: string | undefined;
}) {
  return (
    <RecordsTable
      name={typeName('courses')}
      records={courses}
      search={search}
      columns={columnsOf(personId)}
      initialSort={{ key: 'completionDate', order: 'desc' }}
      empty={text('training.no-courses')}
    />
  );
}

const columnsOf = (personId: string | undefined): readonly DataColumn<CourseRecord>[] => [
  {
    key: 'courseName',
    wide: true,
    title: text('training.course'),
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
    title: text('training.source'),
    width: '10rem',
    render: (course) => <CourseSource course={course} personId={personId} />,
  },
];

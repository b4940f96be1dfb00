import {
  type PackedRecord,
  PackedRecords,
  packRecord,
} from '../../services/shared/records/packed-records.ts';
import type { Position } from '../../services/shared/records/position.ts';
import { recordTable, storedColumn } from '../../services/shared/records/record-table.ts';
import type { Accepted } from '../../services/transcript-writer/write/validated-rows.ts';

const TABLE = recordTable('courses');

/** Values of a course by field, as they are stored. */
export type CourseValues = Readonly<Record<string, string | null>>;

/** A course that has only what is required. */
export const COURSE_VALUES: CourseValues = {
  username: 'someone',
  courseNumber: 'C-1',
  courseName: 'Course',
  courseType: 'OJT',
  completionDate: '2020-01-01',
};

/** A course that a batch is to write. */
export function acceptedCourse(
  of: {
    readonly importId: string;
    readonly tenantId: number;
    readonly personId: number;
    readonly position: Position;
  },
  values: CourseValues = {},
): Accepted {
  const { importId, tenantId, personId, position } = of;
  const all: CourseValues = { ...COURSE_VALUES, ...values };
  const record = {
    username: all['username'] ?? null,
    usernameFolded: all['username'] ?? null,
    employeeId: all['employeeId'] ?? null,
    values: TABLE.columns.map(({ field }) => all[field] ?? null),
  };
  return {
    importInfo: { importId, tenantId, type: 'courses', language: 'en' },
    personId,
    position,
    values: packRecord(TABLE, record, new PackedRecords(TABLE, 1)),
  };
}

/** A text of a course; empty where there is none. */
export function textOf({ records, row }: PackedRecord, field: string): string {
  const { slot } = storedColumn(TABLE, field);
  return records.source(row).toString('utf8', records.start(row, slot), records.end(row, slot));
}

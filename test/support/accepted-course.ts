import {
  COURSE_TEXT,
  COURSE_TEXTS,
  type CourseText,
  type PackedCourse,
  packCourse,
} from '../../services/shared/records/packed-course.ts';
import { PackedTexts } from '../../services/shared/records/packed-texts.ts';
import type { Position } from '../../services/shared/records/position.ts';
import type { CourseValues } from '../../services/shared/records/record-values.ts';
import type { Accepted } from '../../services/transcript-writer/write/validated-rows.ts';

/** A course that has only what is required. */
export const COURSE_VALUES: CourseValues = {
  username: 'someone',
  usernameFolded: 'someone',
  employeeId: null,
  courseNumber: 'C-1',
  courseName: 'Course',
  courseType: 'OJT',
  startDate: null,
  completionDate: '2020-01-01',
  score: null,
  durationMinutes: null,
  credits: null,
  instructor: null,
  provider: null,
  location: null,
  notes: null,
};

/** A course that a batch is to write. */
export function acceptedCourse(
  of: {
    readonly importId: string;
    readonly tenantId: number;
    readonly personId: number;
    readonly position: Position;
  },
  values: Partial<CourseValues> = {},
): Accepted<PackedCourse> {
  const { importId, tenantId, personId, position } = of;
  return {
    importInfo: { importId, tenantId, type: 'courses' },
    personId,
    position,
    values: packCourse({ ...COURSE_VALUES, ...values }, new PackedTexts(COURSE_TEXTS.length, 1)),
  };
}

/** A text of a course; empty where there is none. */
export function textOf({ texts, row }: PackedCourse, name: CourseText): string {
  const column = COURSE_TEXT[name];
  return texts.source(row).toString('utf8', texts.start(row, column), texts.end(row, column));
}

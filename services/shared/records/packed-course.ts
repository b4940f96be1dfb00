import { type CalendarDate, calendarDate } from './calendar-date.ts';
import type { PackedTexts } from './packed-texts.ts';
import type { CourseValues, UserValues } from './record-values.ts';

/**
 * The texts of a course, and which column of {@link PackedTexts} each is. Decimals are texts (see
 * {@link CourseValues}).
 */
export const COURSE_TEXT = {
  courseNumber: 0,
  courseName: 1,
  courseType: 2,
  score: 3,
  credits: 4,
  instructor: 5,
  provider: 6,
  location: 7,
  notes: 8,
} as const;

export type CourseText = keyof typeof COURSE_TEXT;

export const COURSE_TEXTS = Object.keys(COURSE_TEXT) as readonly CourseText[];

/** The values of a valid course, those that are written as bytes. */
export interface PackedCourse extends UserValues {
  readonly texts: PackedTexts;
  /** Its row of `texts`, whose columns are those of {@link COURSE_TEXT}. */
  readonly row: number;
  readonly startDate: CalendarDate | null;
  readonly completionDate: CalendarDate;
  readonly durationMinutes: number | null;
}

export function packCourse(values: CourseValues, texts: PackedTexts): PackedCourse {
  const parts = COURSE_TEXTS.map((name) => Buffer.from(values[name] ?? ''));
  const spans = new Int32Array(2 * parts.length);
  let end = 0;
  for (const [index, { length }] of parts.entries()) {
    spans[2 * index] = end;
    end += length;
    spans[2 * index + 1] = end;
  }
  const { username, usernameFolded, employeeId, startDate, completionDate, durationMinutes } = values;
  return {
    username,
    usernameFolded,
    employeeId,
    texts,
    row: texts.add(Buffer.concat(parts), spans),
    startDate: startDate === null ? null : calendarDate(startDate),
    completionDate: calendarDate(completionDate),
    durationMinutes,
  };
}

/** Compares a text of two courses by their bytes, which is the order of code points. */
export function compareTexts(a: PackedCourse, b: PackedCourse, name: CourseText): number {
  const column = COURSE_TEXT[name];
  return a.texts
    .source(a.row)
    .compare(
      b.texts.source(b.row),
      b.texts.start(b.row, column),
      b.texts.end(b.row, column),
      a.texts.start(a.row, column),
      a.texts.end(a.row, column),
    );
}

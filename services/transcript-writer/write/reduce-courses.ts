import { compareTexts, type PackedCourse } from '#shared/records/packed-course.ts';
import { comparePositions } from '#shared/records/position.ts';
import type { Accepted } from './validated-rows.ts';

type Course = Accepted<PackedCourse>;

export interface ReducedCourses {
  /** One for each (tenant, person, course number), in key order. */
  readonly winners: Course[];
  /** What a later row of the same batch overtook. */
  readonly superseded: Course[];
}

/**
 * Keeps the highest position for each key, so that one statement never meets a key twice, in key order, so that
 * writers that meet on several keys lock them in the same order and cannot deadlock.
 */
export function reduceCourses(courses: readonly Course[]): ReducedCourses {
  const sorted = courses.toSorted((a, b) => compareKeys(a, b) || comparePositions(a.position, b.position));
  const superseded: Course[] = [];
  const winners = sorted.filter((course, index) => {
    const next = sorted[index + 1];
    const isHighest = next === undefined || compareKeys(course, next) !== 0;
    if (!isHighest) superseded.push(course);
    return isHighest;
  });
  return { winners, superseded };
}

/** The order of the primary key; course numbers by their bytes, which orders locks as well as any other fixed order. */
export function compareKeys(a: Course, b: Course): number {
  if (a.importInfo.tenantId !== b.importInfo.tenantId) return a.importInfo.tenantId - b.importInfo.tenantId;
  if (a.personId !== b.personId) return a.personId - b.personId;
  return compareTexts(a.values, b.values, 'courseNumber');
}

import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';
import { comparePositions } from './position.ts';

type Course = Accepted<CourseValues>;

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
  const byKey = new Map<string, Course>();
  const superseded: Course[] = [];
  for (const course of courses) {
    const key = `${course.importInfo.tenantId} ${course.personId} ${course.values.courseNumber}`;
    const standing = byKey.get(key);
    if (standing === undefined || comparePositions(standing.position, course.position) < 0) {
      if (standing !== undefined) superseded.push(standing);
      byKey.set(key, course);
    } else {
      superseded.push(course);
    }
  }
  return { winners: [...byKey.values()].sort(compareKeys), superseded };
}

/** The order of the primary key; course numbers by code unit, which orders locks as well as any other fixed order. */
export function compareKeys(a: Course, b: Course): number {
  if (a.importInfo.tenantId !== b.importInfo.tenantId) return a.importInfo.tenantId - b.importInfo.tenantId;
  if (a.personId !== b.personId) return a.personId - b.personId;
  if (a.values.courseNumber === b.values.courseNumber) return 0;
  return a.values.courseNumber < b.values.courseNumber ? -1 : 1;
}

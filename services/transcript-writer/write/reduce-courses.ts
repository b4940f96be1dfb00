import { compareTexts } from '#shared/records/packed-records.ts';
import { comparePositions } from '#shared/records/position.ts';
import { recordTable, storedColumn } from '#shared/records/record-table.ts';
import type { Accepted } from './validated-rows.ts';

const COURSE_NUMBER = storedColumn(recordTable('courses'), 'courseNumber').slot;

export interface ReducedCourses {
  /** One for each (tenant, person, course number), in key order. */
  readonly winners: Accepted[];
  /** What a later row of the same batch overtook. */
  readonly superseded: Accepted[];
  /**
   * Those of them that an undo can bring back, or that a feed's history shows: what a file says of a record several
   * times counts only once.
   */
  readonly overtaken: Accepted[];
}

/**
 * Keeps the highest position for each key, so that one statement never meets a key twice, in key order, so that
 * writers that meet on several keys lock them in the same order and cannot deadlock.
 */
export function reduceCourses(courses: readonly Accepted[]): ReducedCourses {
  const sorted = courses.toSorted((a, b) => compareKeys(a, b) || comparePositions(a.position, b.position));
  const superseded: Accepted[] = [];
  const overtaken: Accepted[] = [];
  const winners = sorted.filter((course, index) => {
    const next = sorted[index + 1];
    const isHighest = next === undefined || compareKeys(course, next) !== 0;
    if (isHighest) return true;
    superseded.push(course);
    if (course.position.source !== 0 || next.importInfo.importId !== course.importInfo.importId)
      overtaken.push(course);
    return false;
  });
  return { winners, superseded, overtaken };
}

/** The order of the primary key; course numbers by their bytes, which orders locks as well as any other fixed order. */
export function compareKeys(a: Accepted, b: Accepted): number {
  if (a.importInfo.tenantId !== b.importInfo.tenantId) return a.importInfo.tenantId - b.importInfo.tenantId;
  if (a.personId !== b.personId) return a.personId - b.personId;
  return compareTexts(a.values, b.values, COURSE_NUMBER);
}

import { type Cell, tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';

/** Everything imported is completed (release notes, "Importing Historical Learning Records"). */
export const IMPORTED_STATUS = 'completed';

/** Why a record is not current (schemas/avro, TranscriptChange). */
export type Outcome = 'REPLACED' | 'SUPERSEDED' | 'LATE';

/**
 * A row of the mirror's `course_records`.
 *
 * @param version the version it was stored under
 */
export function courseLine(course: Accepted<CourseValues>, version: number): string {
  return tabSeparatedLine(cellsOf(course, version));
}

/** A row of the mirror's `course_history` about a record that never became current and so has no version. */
export function overtakenLine(course: Accepted<CourseValues>, outcome: Outcome): string {
  return `${courseLine(course, 0)}\t${outcome}`;
}

/**
 * A row of the mirror's `course_history` about the record that `course` replaced.
 *
 * @param replaced its cells after the key
 */
export function replacedLine(course: Accepted<CourseValues>, replaced: string): string {
  const { importInfo, personId, values } = course;
  const cells: Cell[] = [importInfo.tenantId, personId, values.courseNumber];
  return `${tabSeparatedLine(cells)}\t${replaced}\tREPLACED`;
}

/** In the order of COURSE_COLUMNS. */
function cellsOf(
  { importInfo, personId, position, values }: Accepted<CourseValues>,
  version: number,
): Cell[] {
  return [
    importInfo.tenantId,
    personId,
    values.courseNumber,
    values.courseName,
    values.courseType,
    values.startDate,
    values.completionDate,
    values.score,
    values.durationMinutes,
    values.credits,
    values.instructor,
    values.provider,
    values.location,
    values.notes,
    IMPORTED_STATUS,
    importInfo.importId,
    position.timeUs,
    position.source,
    position.number,
    version,
  ];
}

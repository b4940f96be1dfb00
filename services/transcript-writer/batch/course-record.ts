import { NULL_CELL, tabSeparatedLine, textCell } from '#shared/clickhouse/tab-separated.ts';
import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';
import type { Origins } from './origins.ts';

/** Everything imported is completed (release notes, "Importing Historical Learning Records"). */
export const IMPORTED_STATUS = 'completed';

/**
 * Rows of the mirror's `course_records`, in the order of COURSE_COLUMNS. What records of an import share is written once,
 * and only texts are looked through for what is to be escaped.
 */
export function courseLines(
  courses: readonly Accepted<CourseValues>[],
  { origins, numbers }: Origins,
  version: number,
): string[] {
  const shared = origins.map(({ importInfo, timeUs, source }) =>
    tabSeparatedLine([IMPORTED_STATUS, importInfo.importId, timeUs, source]),
  );
  return courses.map(({ importInfo, personId, position, values }, index) =>
    [
      importInfo.tenantId,
      personId,
      textCell(values.courseNumber),
      textCell(values.courseName),
      values.courseType,
      values.startDate ?? NULL_CELL,
      values.completionDate,
      values.score ?? NULL_CELL,
      values.durationMinutes ?? NULL_CELL,
      values.credits ?? NULL_CELL,
      textCell(values.instructor),
      textCell(values.provider),
      textCell(values.location),
      textCell(values.notes),
      shared[(numbers[index] ?? 0) - 1],
      position.number,
      version,
    ].join('\t'),
  );
}

/** @param line of the mirror's `course_records` */
export function withVersion(line: string, version: number): string {
  return `${line.slice(0, line.lastIndexOf('\t'))}\t${version}`;
}

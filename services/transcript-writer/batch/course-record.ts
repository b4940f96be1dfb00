import { tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';
import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';

/** Everything imported is completed (release notes, "Importing Historical Learning Records"). */
export const IMPORTED_STATUS = 'completed';

/** Why a record is not current (schemas/avro, TranscriptChange). */
export type Outcome = 'REPLACED' | 'SUPERSEDED' | 'LATE';

/** A row of the mirror's `course_records` up to its last cell, which is its version: in the order of COURSE_COLUMNS. */
export function lineBeforeVersion({
  importInfo,
  personId,
  position,
  values,
}: Accepted<CourseValues>): string {
  return tabSeparatedLine([
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
  ]);
}

/** @param version the version it was stored under */
export function withVersion(line: string, version: number): string {
  return `${line}\t${version}`;
}

/** A row of the mirror's `course_history` about a record that never became current and so has no version. */
export function overtakenLine(line: string, outcome: Outcome): string {
  return `${withVersion(line, 0)}\t${outcome}`;
}

/** The cells of the key come first in a line: tenant, person and course number. */
const KEY_CELLS = 3;

/**
 * A row of the mirror's `course_history` about the record that another replaced.
 *
 * @param line the line of the one that replaced it
 * @param replaced its cells after the key
 */
export function replacedLine(line: string, replaced: string): string {
  let end = -1;
  for (let cell = 0; cell < KEY_CELLS; cell += 1) end = line.indexOf('\t', end + 1);
  return `${line.slice(0, end)}\t${replaced}\tREPLACED`;
}

import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';

/** Values of `lms.training.CourseTranscript` (schemas/avro/TranscriptChange.avsc). */
export interface CourseTranscript {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
  readonly courseName: string;
  readonly courseType: string;
  readonly startDate: string | null;
  readonly completionDate: string;
  readonly score: string | null;
  readonly durationMinutes: number | null;
  readonly credits: string | null;
  readonly instructor: string | null;
  readonly provider: string | null;
  readonly location: string | null;
  readonly notes: string | null;
  readonly status: string;
  readonly importId: string | null;
  readonly positionTime: number;
  readonly positionSource: number;
  readonly positionNumber: number;
  readonly version: number;
}

/** A course record that is not, or no longer, current. */
export interface CourseHistory {
  readonly outcome: 'REPLACED' | 'SUPERSEDED' | 'LATE';
  readonly record: CourseTranscript;
}

/** Everything imported is completed (release notes, "Importing Historical Learning Records"). */
export const IMPORTED_STATUS = 'completed';

/** @param version the version it was stored under, or 0 for a record that never became current */
export function toCourseTranscript(course: Accepted<CourseValues>, version: number): CourseTranscript {
  const { importInfo, personId, position, values } = course;
  return {
    tenantId: importInfo.tenantId,
    personId,
    courseNumber: values.courseNumber,
    courseName: values.courseName,
    courseType: values.courseType,
    startDate: values.startDate,
    completionDate: values.completionDate,
    score: values.score,
    durationMinutes: values.durationMinutes,
    credits: values.credits,
    instructor: values.instructor,
    provider: values.provider,
    location: values.location,
    notes: values.notes,
    status: IMPORTED_STATUS,
    importId: importInfo.importId,
    positionTime: position.timeUs,
    positionSource: position.source,
    positionNumber: position.number,
    version,
  };
}

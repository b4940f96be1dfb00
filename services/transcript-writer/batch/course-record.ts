import type { CourseTranscript } from '#shared/kafka/messages.ts';
import type { CourseValues } from '../records/record-values.ts';
import type { Accepted } from './judge-rows.ts';

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

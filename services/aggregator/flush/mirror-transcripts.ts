import { CERTIFICATION_COLUMNS, COURSE_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import type { CertificationTranscript, CourseTranscript } from '#shared/kafka/messages.ts';
import type { Told } from '../intake/read-messages.ts';
import type { MirrorInsert } from '../mirror/insert.ts';

/**
 * The inserts that bring the mirror up to what was told; none for a table that nothing was told about. Doing one
 * again changes nothing (schemas/clickhouse).
 */
export function transcriptInserts(told: Told): MirrorInsert[] {
  const inserts: MirrorInsert[] = [
    { table: 'course_records', columns: COURSE_COLUMNS, rows: told.courses.map(courseRow) },
    {
      table: 'course_history',
      columns: [...COURSE_COLUMNS, 'outcome'],
      rows: told.history.map(({ outcome, record }) => [...courseRow(record), outcome]),
    },
    {
      table: 'certification_records',
      columns: CERTIFICATION_COLUMNS,
      rows: told.certifications.map(certificationRow),
    },
  ];
  return inserts.filter(({ rows }) => rows.length > 0);
}

function courseRow(course: CourseTranscript): unknown[] {
  return [
    course.tenantId,
    course.personId,
    course.courseNumber,
    course.courseName,
    course.courseType,
    course.startDate,
    course.completionDate,
    course.score,
    course.durationMinutes,
    course.credits,
    course.instructor,
    course.provider,
    course.location,
    course.notes,
    course.status,
    course.importId,
    course.positionTime,
    course.positionSource,
    course.positionNumber,
    course.version,
  ];
}

function certificationRow(certification: CertificationTranscript): unknown[] {
  return [
    certification.tenantId,
    certification.personId,
    certification.recordId,
    certification.certificationName,
    certification.certificationNumber,
    certification.issuingOrganization,
    certification.issueDate,
    certification.expirationDate,
    certification.notes,
    certification.status,
    certification.importId,
    certification.version,
  ];
}

import type { CertificationTranscript, CourseTranscript } from '#shared/kafka/messages.ts';
import type { Told } from '../intake/read-messages.ts';
import type { Columns, MirrorInsert } from '../mirror/insert.ts';

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

const COURSE_COLUMNS: Columns = [
  'tenant_id',
  'person_id',
  'course_number',
  'course_name',
  'course_type',
  'start_date',
  'completion_date',
  'score',
  'duration_minutes',
  'credits',
  'instructor',
  'provider',
  'location',
  'notes',
  'status',
  'import_id',
  'position_us',
  'position_source',
  'position_number',
  'version',
];

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

const CERTIFICATION_COLUMNS: Columns = [
  'tenant_id',
  'person_id',
  'record_id',
  'certification_name',
  'certification_number',
  'issuing_organization',
  'issue_date',
  'expiration_date',
  'notes',
  'status',
  'import_id',
  'version',
];

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

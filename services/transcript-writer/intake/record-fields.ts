/** Values of `lms.training.CourseRecord` (schemas/avro). */
export interface CourseRecord {
  readonly username: string | null;
  readonly employeeId: string | null;
  readonly courseNumber: string | null;
  readonly courseName: string | null;
  readonly courseType: string | null;
  readonly startDate: string | null;
  readonly completionDate: string | null;
  readonly score: string | null;
  readonly durationMinutes: string | null;
  readonly credits: string | null;
  readonly instructor: string | null;
  readonly provider: string | null;
  readonly location: string | null;
  readonly notes: string | null;
}

/** Values of `lms.training.CertificationRecord` (schemas/avro). */
export interface CertificationRecord {
  readonly username: string | null;
  readonly employeeId: string | null;
  readonly certificationName: string | null;
  readonly certificationNumber: string | null;
  readonly issuingOrganization: string | null;
  readonly issueDate: string | null;
  readonly expirationDate: string | null;
  readonly notes: string | null;
}

/** The fields in the template's order, which validators take. Written out: this runs for every row. */
export function courseFields(record: CourseRecord): readonly (string | null)[] {
  return [
    record.username,
    record.employeeId,
    record.courseNumber,
    record.courseName,
    record.courseType,
    record.startDate,
    record.completionDate,
    record.score,
    record.durationMinutes,
    record.credits,
    record.instructor,
    record.provider,
    record.location,
    record.notes,
  ];
}

/** The fields in the template's order, which validators take. Written out: this runs for every row. */
export function certificationFields(record: CertificationRecord): readonly (string | null)[] {
  return [
    record.username,
    record.employeeId,
    record.certificationName,
    record.certificationNumber,
    record.issuingOrganization,
    record.issueDate,
    record.expirationDate,
    record.notes,
  ];
}

/** What a row and a record of a feed are known by: their import and their number in it, where they name them. */
export interface NumberedRecord {
  readonly importId: string | null;
  readonly rowNumber: number | null;
}

/** A row's fields in the template's order (`recordSchema(type).columns`), as written. */
type Fields = readonly (string | null)[];

// Both ways are written out, since they run for every row: an object that got its properties one by one, by name, took
// 0.3 µs more.

/** Values of `lms.training.CourseRecord` (schemas/avro). */
export interface CourseRecord extends NumberedRecord {
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
export interface CertificationRecord extends NumberedRecord {
  readonly username: string | null;
  readonly employeeId: string | null;
  readonly certificationName: string | null;
  readonly certificationNumber: string | null;
  readonly issuingOrganization: string | null;
  readonly issueDate: string | null;
  readonly expirationDate: string | null;
  readonly notes: string | null;
}

export function courseFields(record: CourseRecord): Fields {
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

export function certificationFields(record: CertificationRecord): Fields {
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

export function courseRecord(importId: string, rowNumber: number, fields: Fields): CourseRecord {
  return {
    username: fields[0] ?? null,
    employeeId: fields[1] ?? null,
    courseNumber: fields[2] ?? null,
    courseName: fields[3] ?? null,
    courseType: fields[4] ?? null,
    startDate: fields[5] ?? null,
    completionDate: fields[6] ?? null,
    score: fields[7] ?? null,
    durationMinutes: fields[8] ?? null,
    credits: fields[9] ?? null,
    instructor: fields[10] ?? null,
    provider: fields[11] ?? null,
    location: fields[12] ?? null,
    notes: fields[13] ?? null,
    importId,
    rowNumber,
  };
}

export function certificationRecord(
  importId: string,
  rowNumber: number,
  fields: Fields,
): CertificationRecord {
  return {
    username: fields[0] ?? null,
    employeeId: fields[1] ?? null,
    certificationName: fields[2] ?? null,
    certificationNumber: fields[3] ?? null,
    issuingOrganization: fields[4] ?? null,
    issueDate: fields[5] ?? null,
    expirationDate: fields[6] ?? null,
    notes: fields[7] ?? null,
    importId,
    rowNumber,
  };
}

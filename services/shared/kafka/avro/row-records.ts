import type { FlatValues } from './flat-record-writer.ts';

/** What a row and a record of a feed are known by: their import and their number in it, where they name them. */
export interface NumberedRecord {
  readonly importId: string | null;
  readonly rowNumber: number | null;
}

/** A row's fields in the template's order (`recordSchema(type).columns`), as written. */
type Fields = readonly (string | null)[];

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

/** The values of a CourseRecord or CertificationRecord, in the order of its fields (schemas/avro). */
export function rowValues(importId: string, rowNumber: number, fields: Fields): FlatValues {
  return [...fields, importId, rowNumber];
}

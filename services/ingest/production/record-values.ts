/** A row's fields in the template's order. */
type Fields = readonly (string | null)[];

// Written out: an object that gets its properties one by one, by name, took 0.3 µs more for every row.

/** The values of `lms.training.CourseRecord` (schemas/avro). */
export function courseValues(importId: string, rowNumber: number, fields: Fields) {
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

/** The values of `lms.training.CertificationRecord` (schemas/avro). */
export function certificationValues(importId: string, rowNumber: number, fields: Fields) {
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

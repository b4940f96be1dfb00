/** What a record says about whose it is; both may be given, and then must agree. */
export interface UserValues {
  readonly username: string | null;
  /** the username as `foldUsername` compares it */
  readonly usernameFolded: string | null;
  readonly employeeId: string | null;
}

/**
 * A valid record's values: trimmed NFC text, null where blank. Dates are YYYY-MM-DD, decimals stay text
 * (`7.5`) because PostgreSQL's numeric is exact and a JavaScript number is not.
 */
export interface CourseValues extends UserValues {
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
}

/** As `CourseValues`. */
export interface CertificationValues extends UserValues {
  readonly certificationName: string;
  readonly certificationNumber: string | null;
  readonly issuingOrganization: string | null;
  readonly issueDate: string;
  readonly expirationDate: string | null;
  readonly notes: string | null;
}

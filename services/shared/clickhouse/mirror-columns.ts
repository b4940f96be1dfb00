/** Columns of a table of the mirror; ClickHouse wants at least one. */
export type Columns = readonly [string, ...string[]];

/**
 * Columns of `course_records` in the mirror, named as in PostgreSQL (schemas/clickhouse, schemas/postgres). Change
 * messages on their way have lines in this order: a column more comes with another field of TranscriptChange.
 */
export const COURSE_COLUMNS: Columns = [
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

/** The only column of `course_history` that is written; the others are read out of it. */
export const COURSE_HISTORY_COLUMNS: Columns = ['record'];

/** What a record of `course_history` holds, in the order of its cells: one that is not current, and why. */
export const COURSE_HISTORY_CELLS: Columns = [...COURSE_COLUMNS, 'outcome'];

/** Columns of `certification_records` in the mirror, named as in PostgreSQL. */
export const CERTIFICATION_COLUMNS: Columns = [
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

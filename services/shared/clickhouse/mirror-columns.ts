import type { RecordType } from '../csv/record-types.ts';
import { recordTable } from '../records/record-table.ts';

/** Columns of a table of the mirror; ClickHouse wants at least one. */
export type Columns = readonly [string, ...string[]];

/**
 * Columns of `course_records` in the mirror, named as in PostgreSQL (schemas/clickhouse, schemas/postgres). Rows always
 * travel with the names of their columns, so their order may change from one version to the next.
 */
export const COURSE_COLUMNS: Columns = [
  'tenant_id',
  'person_id',
  ...storedNames('courses'),
  'status',
  'import_id',
  'position_us',
  'position_source',
  'position_number',
  'version',
];

/** Columns of `certification_records` in the mirror, named as in PostgreSQL. */
export const CERTIFICATION_COLUMNS: Columns = [
  'tenant_id',
  'person_id',
  'record_id',
  ...storedNames('certifications'),
  'status',
  'import_id',
  'version',
];

/** Columns of `course_history` in the mirror, named as in PostgreSQL's `course_record_history`. */
export const HISTORY_COLUMNS: Columns = [
  ...COURSE_COLUMNS,
  'outcome',
  'replaced_by',
  'restored_version',
  'written_at',
  'written_version',
];

/**
 * How versions before 0010_history_by_columns.sql published a record of the past: as the one column that `course_history` had. Never changed:
 * messages and outbox entries of such a version may still be there.
 */
export const EARLIER_HISTORY_COLUMNS: Columns = ['record'];

/**
 * The cells with which such a record begins, by their places: 0003_history_as_text.sql reads them by place, so this list
 * never changes, whatever columns come and go. What a column that was added later holds stands behind them, as name=value.
 */
export const COURSE_HISTORY_CELLS: Columns = [
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
  'outcome',
];

function storedNames(type: RecordType): string[] {
  return recordTable(type).stored.map(({ name }) => name);
}

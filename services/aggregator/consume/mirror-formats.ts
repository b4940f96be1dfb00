import { COURSE_HISTORY_CELLS, EARLIER_HISTORY_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import { LmsError } from '#shared/errors.ts';
import { MIRROR_ROWS_FORMAT, type MirrorRows, type TranscriptChange } from '#shared/kafka/avro/messages.ts';

type RowsField = 'courseRecords' | 'pastCourses' | 'certificationRecords';

/**
 * The columns of rows of format 1, which does not name them: those that versions before 0.2 wrote, in their order. Never
 * changed: messages and outbox entries of such a version may still be there when this one starts.
 */
const FORMAT_1: Readonly<Record<RowsField, readonly string[]>> = {
  courseRecords: COURSE_HISTORY_CELLS.slice(0, -1),
  pastCourses: EARLIER_HISTORY_COLUMNS,
  certificationRecords: [
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
  ],
};

/** A name that can stand in a statement as it is. */
const COLUMN_NAME = /^[a-z][a-z0-9_]*$/;

/**
 * A change whose rows name their columns, in whatever format a transcript-writer sent them.
 *
 * @throws LmsError `undecodable` when the rows have a format of a newer version, or their columns no names
 */
export function withNamedColumns(change: TranscriptChange): TranscriptChange {
  return {
    ...change,
    courseRecords: named(change.courseRecords, 'courseRecords'),
    pastCourses: named(change.pastCourses, 'pastCourses'),
    certificationRecords: named(change.certificationRecords, 'certificationRecords'),
  };
}

function named(rows: MirrorRows, field: RowsField): MirrorRows {
  if (rows.format === 1) return { ...rows, format: MIRROR_ROWS_FORMAT, columns: FORMAT_1[field] };
  if (rows.format !== MIRROR_ROWS_FORMAT)
    throw new LmsError(
      'undecodable',
      `${field} has format ${rows.format}, and this version of aggregator reads up to ${MIRROR_ROWS_FORMAT}: upgrade aggregator before transcript-writer`,
    );
  const hasNames = rows.columns.length > 0 && rows.columns.every((name) => COLUMN_NAME.test(name));
  if (rows.rows > 0 && !hasNames)
    throw new LmsError('undecodable', `${field} does not name the columns of its rows`);
  return rows;
}

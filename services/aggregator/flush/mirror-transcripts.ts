import {
  CERTIFICATION_COLUMNS,
  COURSE_COLUMNS,
  COURSE_HISTORY_COLUMNS,
  type Columns,
} from '#shared/clickhouse/mirror-columns.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { PublishedBatch } from './published-batch.ts';

/** Rows for one table of the mirror, in the packs that they came in. */
export interface TableRows {
  readonly table: string;
  readonly columns: Columns;
  readonly packs: readonly MirrorRows[];
}

/** What brings the mirror up to what was published, by table; writing it again changes nothing (schemas/clickhouse). */
export function transcriptRows({ courses, history, certifications }: PublishedBatch): TableRows[] {
  return [
    { table: 'course_records', columns: COURSE_COLUMNS, packs: courses },
    { table: 'course_history', columns: COURSE_HISTORY_COLUMNS, packs: history },
    { table: 'certification_records', columns: CERTIFICATION_COLUMNS, packs: certifications },
  ];
}

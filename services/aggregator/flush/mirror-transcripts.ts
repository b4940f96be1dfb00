import type { Columns } from '#shared/clickhouse/mirror-columns.ts';
import type { MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { PublishedBatch } from './published-batch.ts';

/** Rows for one table of the mirror that have the same columns, in the packs that they came in. */
export interface TableRows {
  readonly table: string;
  readonly columns: Columns;
  readonly packs: readonly MirrorRows[];
}

/**
 * What brings the mirror up to what was published, by table; writing it again changes nothing (schemas/clickhouse). The columns
 * are those that the rows name: while transcript-writers of two versions run, a table may get rows of two kinds.
 */
export function transcriptRows({
  courses,
  certifications,
}: Pick<PublishedBatch, 'courses' | 'certifications'>): TableRows[] {
  return [...byColumns('course_records', courses), ...byColumns('certification_records', certifications)];
}

function byColumns(table: string, all: readonly MirrorRows[]): TableRows[] {
  const groups = Map.groupBy(all, ({ columns }) => columns.join());
  return [...groups.values()].flatMap((packs) => {
    const [first, ...others] = packs[0]?.columns ?? [];
    return first === undefined ? [] : [{ table, columns: [first, ...others], packs }];
  });
}

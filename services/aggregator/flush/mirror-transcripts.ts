import {
  CERTIFICATION_COLUMNS,
  COURSE_COLUMNS,
  COURSE_HISTORY_COLUMNS,
  type Columns,
} from '#shared/clickhouse/mirror-columns.ts';
import type { MirrorInsert } from '#shared/clickhouse/mirror-insert.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';
import type { Told } from '../intake/read-messages.ts';

/**
 * The inserts that bring the mirror up to what was told; none for a table that nothing was told about. Doing one
 * again changes nothing (schemas/clickhouse).
 */
export function transcriptInserts(told: Told): MirrorInsert[] {
  return [
    ...insertOf('course_records', COURSE_COLUMNS, told.courses),
    ...insertOf('course_history', COURSE_HISTORY_COLUMNS, told.history),
    ...insertOf('certification_records', CERTIFICATION_COLUMNS, told.certifications),
  ];
}

function insertOf(table: string, columns: Columns, told: readonly MirrorRows[]): MirrorInsert[] {
  if (told.length === 0) return [];
  return [{ table, columns, lines: told.map(({ lines }) => lines) }];
}

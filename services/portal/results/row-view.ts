import type { splitReasons } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { RowResult } from '#shared/imports/row-results.ts';
import type { Change } from './written-records.ts';

/** A row of an import and what became of it, as the HTTP interface shows it (schemas/http, ImportRow). */
export interface RowView {
  /** In a spreadsheet; null for an undo. */
  readonly line: number | null;
  readonly result: RowResult;
  readonly personId: string | null;
  /** Of courses. */
  readonly courseNumber?: string | null;
  /** Of certifications. */
  readonly certificationName?: string | null;
  readonly changes: readonly Change[];
  readonly errors: ReturnType<typeof splitReasons>;
  /** Of an undo: what wrote a record since that stays. */
  readonly changedBy?: { readonly id: string; readonly fileName: string | null } | null;
}

/** What names the record of a row. */
export function recordKey(
  type: RecordType,
  record: string | null,
): Pick<RowView, 'courseNumber' | 'certificationName'> {
  return type === 'courses' ? { courseNumber: record } : { certificationName: record };
}

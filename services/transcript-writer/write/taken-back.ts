import { CERTIFICATION_COLUMNS, COURSE_COLUMNS, type Columns } from '#shared/clickhouse/mirror-columns.ts';
import { cellSql, textCellSql } from '#shared/clickhouse/tab-separated.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { recordTable } from '#shared/records/record-table.ts';

/**
 * What a statement has taken back, as text: each record with its cells would be twenty times as many values, which took as
 * long as writing it.
 */
export interface TakenBack {
  /** Numbers of the rows whose record is the one before again, with commas between; null where there are none. */
  readonly restored: string | null;
  /** Numbers of the rows whose record is gone. */
  readonly removed: string | null;
  /** Lines of {@link TAKEN_BACK_COLUMNS}: of each the record that is current now, or the one that was removed. */
  readonly lines: string | null;
}

export const NOTHING_TAKEN_BACK: TakenBack = { restored: null, removed: null, lines: null };

export const TAKEN_BACK_COLUMNS: Readonly<Record<RecordType, Columns>> = {
  courses: [...COURSE_COLUMNS, 'is_deleted'],
  certifications: [...CERTIFICATION_COLUMNS, 'is_deleted'],
};

/**
 * A SELECT of {@link TakenBack} from a table expression `taken`, which has a record's columns, `row_number` and `is_removed`.
 * A removal has a version of its own.
 */
export function selectTakenBack(type: RecordType): string {
  const texts = new Set(
    recordTable(type)
      .stored.filter(({ kind }) => kind === 'text')
      .map(({ name }) => name),
  );
  const cells = TAKEN_BACK_COLUMNS[type].map((name) => {
    if (name === 'version')
      return cellSql("CASE WHEN is_removed THEN nextval('record_version') ELSE version END");
    if (name === 'is_deleted') return cellSql('is_removed::int');
    return texts.has(name) ? textCellSql(name) : cellSql(name);
  });
  return `SELECT string_agg(row_number::text, ',') FILTER (WHERE NOT is_removed) AS restored,
    string_agg(row_number::text, ',') FILTER (WHERE is_removed) AS removed,
    string_agg(concat_ws(E'\\t', ${cells.join(', ')}), E'\\n') AS lines
  FROM taken`;
}

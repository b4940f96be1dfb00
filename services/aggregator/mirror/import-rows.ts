import type { MirrorInsert } from '#shared/clickhouse/mirror-insert.ts';
import { compressRows } from '#shared/clickhouse/tab-separated.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import { formatMicroseconds, type ImportStatus } from '#shared/imports/import-view.ts';
import { columnsOf, IMPORTS } from '#shared/mirror/mirror-tables.ts';

/** A row of PostgreSQL's `imports` with {@link MIRRORED_IMPORT_COLUMNS}. */
export interface MirroredImport {
  readonly tenant_id: number;
  readonly import_id: string;
  readonly type: RecordType;
  readonly source: string;
  readonly status: ImportStatus;
  readonly accepted_us: number;
  readonly total: number | null;
  readonly successes: number;
  readonly failures: number;
  readonly revision: number;
}

/** The select list that {@link importInsert} needs. */
export const MIRRORED_IMPORT_COLUMNS =
  'tenant_id, import_id, type, source, status, accepted_us, total, successes, failures, revision';

const COLUMNS = columnsOf(IMPORTS);

export function importInsert(imports: readonly MirroredImport[]): MirrorInsert {
  const rows = imports.map((row) => ({ ...row, accepted_at: toDateTime64(row.accepted_us) }));
  return { table: 'imports', columns: COLUMNS, lines: [compressRows(COLUMNS, rows)] };
}

/** As ClickHouse reads a time by default: neither T nor Z. */
function toDateTime64(microseconds: number): string {
  return formatMicroseconds(microseconds).replace('T', ' ').replace('Z', '');
}

import type { RecordType } from '#shared/csv/record-types.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { OutcomeSettings } from '#shared/imports/classify-courses-sql.ts';
import {
  FAILURES_OF,
  HAS_RESULTS,
  type ImportStatus,
  type ImportView,
  isUnapplied,
  movesByItself,
  STATUS_TEXTS,
  VISIBLE_IMPORT,
} from '#shared/imports/import-view.ts';
import type { ParseSettings } from '#shared/imports/parse-settings.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import { message } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';

interface ImportResults {
  readonly importId: string;
  readonly type: RecordType;
  readonly fileName: string | null;
  /** The number of the last row, or of the last record of an undo. */
  readonly lastRow: number;
}

/** The import of a file, with a result for each row: what became of it, or would become. */
export interface FileResults extends ImportResults {
  readonly source: 'file';
  /** Under which the results and failures of its rows are stored: of a file that is not applied, its check run. */
  readonly storedUnder: string;
  readonly isApplied: boolean;
  readonly originalKey: string;
  readonly parseSettings: ParseSettings;
  readonly outcomeSettings: OutcomeSettings;
}

/** An undo, with a result for each record. */
export interface UndoResults extends ImportResults {
  readonly source: 'undo';
  /** The import that it undoes. */
  readonly undoes: string;
  /** The last record that it was to take back; those behind had been changed when it began. */
  readonly lastListed: number;
}

interface ResultsRow {
  readonly type: RecordType;
  readonly source: ImportView['source'];
  readonly status: ImportStatus;
  readonly file_name: string | null;
  readonly total: number | null;
  readonly stored_under: string | null;
  readonly original_key: string | null;
  readonly parse_settings: ParseSettings | null;
  readonly settings: Partial<OutcomeSettings>;
  readonly undoes: string | null;
  readonly has_results: boolean;
}

/**
 * Finds what an import's results are read from.
 *
 * @throws Refusal `not-found` when there is no such import or its results are not kept, and `not-finished`
 */
export async function findResults(
  pool: Pool,
  tenant: Tenant,
  id: string,
): Promise<FileResults | UndoResults> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<ResultsRow>(
      `SELECT type, source, status, file_name, total, ${FAILURES_OF} AS stored_under, original_key, parse_settings,
         settings, undoes, ${HAS_RESULTS} AS has_results
       FROM imports WHERE tenant_id = $1 AND import_id = $2 AND ${VISIBLE_IMPORT}`,
      [tenant.id, id],
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not-found', message('problems.no-such-import'));
  const { type, source, file_name: fileName, undoes, stored_under, original_key, parse_settings } = row;
  const found = { importId: id, type, fileName };
  if (!row.has_results) throw refusalOf(row);
  if (source === 'undo' && undoes !== null)
    return { ...found, source, undoes, ...(await lastRecords(pool, tenant, id)) };
  if (source !== 'file' || stored_under === null || original_key === null || parse_settings === null)
    throw refusalOf(row);
  const { blanks = 'clear', olderRecords = 'overwrite' } = row.settings;
  return {
    ...found,
    source,
    lastRow: row.total ?? 0,
    storedUnder: stored_under,
    isApplied: !isUnapplied(row.status),
    originalKey: original_key,
    parseSettings: parse_settings,
    outcomeSettings: { blanks, olderRecords },
  };
}

async function lastRecords(
  pool: Pool,
  tenant: Tenant,
  id: string,
): Promise<Pick<UndoResults, 'lastRow' | 'lastListed'>> {
  const { rows } = await asTenant(pool, tenant.slug, (client) =>
    client.query<{ last_row: number | null; last_listed: number | null }>(
      `SELECT max(row_number) AS last_row, max(row_number) FILTER (WHERE changed_by IS NULL) AS last_listed
       FROM undo_records WHERE tenant_id = $1 AND import_id = $2`,
      [tenant.id, id],
    ),
  );
  return { lastRow: rows[0]?.last_row ?? 0, lastListed: rows[0]?.last_listed ?? 0 };
}

function refusalOf({ source, status, original_key }: ResultsRow): Refusal {
  if (source === 'feed') return new Refusal('not-found', message('problems.no-results-of-feed'));
  if (status === 'needs_settings') return new Refusal('not-finished', message('problems.not-checked'));
  if (movesByItself(STATUS_TEXTS[status]))
    return new Refusal('not-finished', message('problems.results-not-finished'));
  if (source === 'file' && original_key === null)
    return new Refusal('not-found', message('problems.results-gone'));
  return new Refusal('not-found', message('problems.no-results'));
}

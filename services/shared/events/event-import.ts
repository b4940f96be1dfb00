import { parseReasonKey } from '../csv/reason.ts';
import { type ImportStatus, STATUS_TEXTS } from '../imports/import-view.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { EventReason } from './event-types.ts';

/** An import as events describe it. */
export interface EventImport {
  readonly import_id: string;
  readonly tenant_id: number;
  readonly initiated_by: string;
  readonly type: string;
  readonly source: string;
  readonly file_name: string | null;
  readonly status: ImportStatus;
  readonly total: number | null;
  readonly successes: number;
  readonly failures: number;
  readonly results: Readonly<Record<string, number>> | null;
  readonly undoes: string | null;
  readonly undone_file_name: string | null;
  readonly is_of_record: boolean;
  readonly stayed: number | null;
  readonly failures_stored: number;
  readonly reasons: readonly { readonly key: string; readonly rows: number }[];
  /** What its check found; null where none is asked for. */
  readonly checked: Readonly<Record<string, unknown>> | null;
}

/** Reasons beyond these are rare; whoever wants them all opens the error file. */
const MAX_REASONS = 20;

/** In SQL, failures by reason of the rows of files, in `described.shown`: the import, or its check run. */
export const FILE_FAILURES = `SELECT key, count AS rows
  FROM import_failure_pages, jsonb_to_recordset(reasons) AS reason (key text, count bigint)
  WHERE import_id = described.shown`;

/** The same of records of feeds too, whose failures not every role may read. */
export const FEED_FAILURES = `${FILE_FAILURES} UNION ALL
  SELECT key, count(*) FROM import_failures, unnest(codes) AS key WHERE import_id = described.shown GROUP BY key`;

/**
 * Reads what events say of imports.
 *
 * @param failures {@link FILE_FAILURES} or {@link FEED_FAILURES}
 */
export async function readEventImports(
  client: Queryable,
  importIds: readonly string[],
  failures: string,
): Promise<EventImport[]> {
  if (importIds.length === 0) return [];
  const { rows } = await client.query<EventImport>(
    `SELECT described.*, counted.reasons, counted.failures_stored,
       (SELECT file_name FROM imports AS undone WHERE undone.import_id = described.undoes) AS undone_file_name,
       (SELECT result FROM import_checks WHERE described.shown <> described.import_id AND import_id = described.shown) AS checked
     FROM (
       SELECT import_id, tenant_id, initiated_by, type, source, file_name, status, total, successes, failures, results,
         undoes, undo_of_record IS NOT NULL AS is_of_record, stayed,
         CASE WHEN status = 'needs_approval' THEN check_run ELSE import_id END AS shown
       FROM imports WHERE import_id = ANY($1::uuid[]) AND check_of IS NULL
     ) AS described
     CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(jsonb_build_object('key', key, 'rows', rows) ORDER BY rows DESC, key)
           FILTER (WHERE place <= ${MAX_REASONS}), '[]') AS reasons,
         ${failures === FEED_FAILURES ? 'failures_stored(described.shown)' : 'described.failures'} AS failures_stored
       FROM (
         SELECT key, sum(rows)::bigint AS rows, row_number() OVER (ORDER BY sum(rows) DESC, key) AS place
         FROM (${failures}) AS found GROUP BY key
       ) AS frequent
     ) AS counted`,
    [importIds],
  );
  return rows;
}

/** What every event of an import carries. Without messages of reasons, which quote values. */
export function toImportData(one: EventImport) {
  return {
    importId: one.import_id,
    type: one.type,
    source: one.source,
    fileName: one.file_name,
    status: STATUS_TEXTS[one.status],
    total: one.total,
    successes: one.successes,
    failures: one.failures,
    results: one.results,
    reasons: one.reasons.map(({ key, rows }): EventReason => ({ ...parseReasonKey(key), rows })),
  };
}

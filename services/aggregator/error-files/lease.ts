import type { RecordType } from '#shared/csv/record-types.ts';
import { type Lease, leaseHolder } from '#shared/imports/lease.ts';
import type { ParseSettings } from '#shared/imports/parse-settings.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';

/**
 * How long an import waits for an aggregator that died while it wrote the error file; renewed well before. The lease
 * only saves work: two aggregators that write the same file do no harm, since one of them commits it.
 */
export const LEASE_SECONDS = 15;
export const RENEW_AFTER_MS = 5_000;

/** What an error file is made from, as it is once all failures are stored. */
export interface ErrorFileOrder {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
  readonly source: 'file' | 'feed';
  readonly isCheck: boolean;
  /** The uploaded file; undefined for a feed, whose failures hold their records, and where it was removed. */
  readonly original: { readonly key: string; readonly parseSettings: ParseSettings } | undefined;
  /** Of the import, and so of its error file. */
  readonly language: Language;
  /** How many are stored. */
  readonly failures: number;
  /** Of a feed: the file that was written while it ran, if there is one. */
  readonly earlierKey: string | null;
  /** An operator wants the import to end, whatever its error file can say. */
  readonly endRequested: boolean;
}

export interface LeasedErrorFile {
  readonly lease: Lease;
  readonly order: ErrorFileOrder;
}

interface LeasedRow {
  readonly fencing_token: number;
  readonly tenant_id: number;
  readonly type: RecordType;
  readonly source: 'file' | 'feed';
  readonly is_check: boolean;
  readonly original_key: string | null;
  readonly parse_settings: ParseSettings | null;
  readonly language: Language;
  readonly failures: number;
  readonly error_file_key: string | null;
  readonly end_requested: boolean;
}

/**
 * Takes the lease on an import's error file.
 *
 * @returns undefined when the import is finished, or leased to another process
 */
export async function acquireErrorFileLease(
  pool: Pool,
  importId: string,
): Promise<LeasedErrorFile | undefined> {
  // The lock waits for a transaction that is finishing the import, which deletes its lease.
  const { rows } = await pool.query<LeasedRow>(
    `WITH leased AS (
       INSERT INTO error_file_leases AS lease (import_id, tenant_id, leased_by, lease_until)
       SELECT import_id, tenant_id, $2, now() + make_interval(secs => $3)
       FROM imports WHERE import_id = $1 AND status = 'in_progress' FOR KEY SHARE
       ON CONFLICT (import_id) DO UPDATE SET fencing_token = lease.fencing_token + 1, leased_by = excluded.leased_by,
         lease_until = excluded.lease_until
       WHERE lease.lease_until < now()
       RETURNING import_id, fencing_token
     )
     SELECT fencing_token, tenant_id, type, source, check_of IS NOT NULL AS is_check, original_key, parse_settings,
       language, error_file_key, end_requested_at IS NOT NULL AS end_requested,
       failures_stored(imports.import_id) AS failures
     FROM leased JOIN imports USING (import_id)`,
    [importId, leaseHolder(), LEASE_SECONDS],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { original_key: key, parse_settings: parseSettings } = row;
  return {
    lease: { importId, fencingToken: row.fencing_token },
    order: {
      importId,
      tenantId: row.tenant_id,
      type: row.type,
      source: row.source,
      isCheck: row.is_check,
      original: key === null || parseSettings === null ? undefined : { key, parseSettings },
      language: row.language,
      failures: row.failures,
      earlierKey: row.error_file_key,
      endRequested: row.end_requested,
    },
  };
}

import { nextRowOnPartition, type Spread } from '#shared/imports/parse-settings.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Where an import stands on one partition: what has been accounted for, cumulatively. */
export interface ImportProgress {
  readonly importId: string;
  readonly tenantId: number;
  readonly partition: number;
  /** A cancelled import's further rows are not applied. */
  readonly cancelled: boolean;
  /**
   * It takes rows. A file's that has its final status has them all: whatever comes is a repeat, also when its progress is
   * no longer kept. Once a feed has ended, what still names it belongs elsewhere. An undo whose records are not listed
   * has none: what names it was produced before the database was restored.
   */
  readonly open: boolean;
  /** The tenant's `people_version` in this transaction. */
  readonly peopleVersion: number;
  fencingToken: number;
  lastRow: number;
  successes: number;
  failures: number;
  skipped: number;
  /** Of an undo: records that somebody had changed before it could take them back. */
  stayed: number;
}

/**
 * Reads in the transaction where imports stand on `partition`; one that has not begun there stands at zero. Until the
 * commit none of them can be ended or finished: whoever does that locks them against this.
 */
export async function readProgress(
  client: Queryable,
  partition: number,
  importIds: readonly string[],
): Promise<Map<string, ImportProgress>> {
  const { rows } = await client.query<{
    import_id: string;
    tenant_id: number;
    cancelled: boolean;
    open: boolean;
    people_version: number;
    fencing_token: number;
    last_row: number;
    successes: number;
    failures: number;
    skipped: number;
    stayed: number;
  }>(
    `SELECT i.import_id, i.tenant_id, i.cancel_requested_at IS NOT NULL AS cancelled,
       i.status = 'in_progress' AND i.feed_ended_at IS NULL AND (i.source <> 'undo' OR i.total IS NOT NULL) AS open,
       t.people_version,
       coalesce(p.fencing_token, 0) AS fencing_token, coalesce(p.last_row, 0) AS last_row, coalesce(p.successes, 0) AS successes,
       coalesce(p.failures, 0) AS failures, coalesce(p.skipped, 0) AS skipped,
       coalesce(p.stayed, 0) AS stayed
     FROM imports i
     JOIN tenants t USING (tenant_id)
     LEFT JOIN import_progress p ON p.import_id = i.import_id AND p.partition = $1
     WHERE i.import_id = ANY($2::uuid[])
     ORDER BY i.import_id
     FOR KEY SHARE OF i`,
    [partition, importIds],
  );
  return new Map(
    rows.map((row) => [
      row.import_id,
      {
        importId: row.import_id,
        tenantId: row.tenant_id,
        partition,
        cancelled: row.cancelled,
        open: row.open,
        peopleVersion: row.people_version,
        fencingToken: row.fencing_token,
        lastRow: row.last_row,
        successes: row.successes,
        failures: row.failures,
        skipped: row.skipped,
        stayed: row.stayed,
      },
    ]),
  );
}

/**
 * Whether a row of a file is new, moving the progress past it. Rows of an import come to a partition one after another:
 *
 * - one of a lower fencing token comes from an ingest that was fenced, and one not above the last row was produced
 *   twice: both change nothing (promise 2);
 * - one that does not follow the last row stands behind rows that Kafka has lost. Accounted for, it would keep them
 *   from ever being taken in, however often they are produced again (promise 1). It comes again with them.
 */
export function advance(
  progress: ImportProgress,
  row: { readonly fencingToken: number; readonly rowNumber: number; readonly spread: Spread },
): boolean {
  if (row.fencingToken < progress.fencingToken) return false;
  if (row.rowNumber <= progress.lastRow) {
    progress.fencingToken = row.fencingToken;
    return false;
  }
  if (row.rowNumber !== nextRowOnPartition(progress.lastRow, progress.partition, row.spread)) return false;
  progress.fencingToken = row.fencingToken;
  progress.lastRow = row.rowNumber;
  return true;
}

/** Stores where the imports stand now. */
export async function storeProgress(
  client: Queryable,
  partition: number,
  progress: readonly ImportProgress[],
): Promise<void> {
  if (progress.length === 0) return;
  await client.query(
    `INSERT INTO import_progress (import_id, partition, tenant_id, fencing_token, last_row, successes, failures, skipped,
       stayed)
     SELECT import_id, $1, tenant_id, fencing_token, last_row, successes, failures, skipped, stayed
     FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
         $9::bigint[])
       AS moved (import_id, tenant_id, fencing_token, last_row, successes, failures, skipped, stayed)
     ON CONFLICT (import_id, partition) DO UPDATE SET fencing_token = excluded.fencing_token, last_row = excluded.last_row,
       successes = excluded.successes, failures = excluded.failures, skipped = excluded.skipped,
       stayed = excluded.stayed`,
    [
      partition,
      progress.map((p) => p.importId),
      progress.map((p) => p.tenantId),
      progress.map((p) => p.fencingToken),
      progress.map((p) => p.lastRow),
      progress.map((p) => p.successes),
      progress.map((p) => p.failures),
      progress.map((p) => p.skipped),
      progress.map((p) => p.stayed),
    ],
  );
}

import type { Queryable } from '#shared/postgres/pool.ts';

/** Where an import stands on one partition: what has been accounted for, cumulatively. */
export interface ImportProgress {
  readonly importId: string;
  readonly tenantId: number;
  /** A cancelled import's further rows are not applied. */
  readonly cancelled: boolean;
  /** A feed that takes records; once it has ended or is finished, what still names it belongs elsewhere. */
  readonly open: boolean;
  /** The tenant's `people_version` in this transaction. */
  readonly peopleVersion: number;
  claim: number;
  lastRow: number;
  successes: number;
  failures: number;
  skipped: number;
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
    claim: number;
    last_row: number;
    successes: number;
    failures: number;
    skipped: number;
  }>(
    `SELECT i.import_id, i.tenant_id, i.cancel_requested_at IS NOT NULL AS cancelled,
       i.status = 'In progress' AND i.feed_ended_at IS NULL AS open, t.people_version,
       coalesce(p.claim, 0) AS claim, coalesce(p.last_row, 0) AS last_row, coalesce(p.successes, 0) AS successes,
       coalesce(p.failures, 0) AS failures, coalesce(p.skipped, 0) AS skipped
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
        cancelled: row.cancelled,
        open: row.open,
        peopleVersion: row.people_version,
        claim: row.claim,
        lastRow: row.last_row,
        successes: row.successes,
        failures: row.failures,
        skipped: row.skipped,
      },
    ]),
  );
}

/**
 * Whether a row of a file is new, moving the progress past it. A row of a lower claim comes from an ingest that was
 * fenced, and one not above the last row was produced twice: both change nothing (design, "Rows produced twice").
 */
export function advance(
  progress: ImportProgress,
  row: { readonly claim: number; readonly rowNumber: number },
): boolean {
  if (row.claim < progress.claim) return false;
  progress.claim = row.claim;
  if (row.rowNumber <= progress.lastRow) return false;
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
    `INSERT INTO import_progress (import_id, partition, tenant_id, claim, last_row, successes, failures, skipped)
     SELECT import_id, $1, tenant_id, claim, last_row, successes, failures, skipped
     FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
       AS moved (import_id, tenant_id, claim, last_row, successes, failures, skipped)
     ON CONFLICT (import_id, partition) DO UPDATE SET claim = excluded.claim, last_row = excluded.last_row,
       successes = excluded.successes, failures = excluded.failures, skipped = excluded.skipped`,
    [
      partition,
      progress.map((p) => p.importId),
      progress.map((p) => p.tenantId),
      progress.map((p) => p.claim),
      progress.map((p) => p.lastRow),
      progress.map((p) => p.successes),
      progress.map((p) => p.failures),
      progress.map((p) => p.skipped),
    ],
  );
}

import type { RecordType } from '#shared/csv/record-types.ts';
import type { Reading } from '#shared/imports/reading.ts';
import type { Pool } from '#shared/postgres/pool.ts';

/**
 * How long an import waits for an aggregator that died while it wrote the error file; renewed well before. It only
 * saves work: two that write the same file do no harm, since one of them commits it.
 */
const LEASE_SECONDS = 15;
export const RENEW_AFTER_MS = 5_000;

/** What an error file is made from, as it is once all failures are stored. */
export interface ErrorFileOrder {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
  readonly source: 'file' | 'feed';
  /** The file it came from; undefined for a feed, whose failures hold their records, and where it was removed. */
  readonly original: { readonly key: string; readonly reading: Reading } | undefined;
  /** Those that are stored. */
  readonly failures: number;
  /** An operator wants the import to end, whatever its error file can say. */
  readonly endRequested: boolean;
}

/** The right to write the error file of one import, for a while. */
export interface FinishingLease {
  readonly order: ErrorFileOrder;
  /** False when it was lost: the import is finished, or somebody else took over. */
  renew(): Promise<boolean>;
  /** Lets others try, after `delaySeconds`. */
  giveBack(delaySeconds: number): Promise<void>;
}

interface LeasedRow {
  readonly tenant_id: number;
  readonly type: RecordType;
  readonly source: 'file' | 'feed';
  readonly original_key: string | null;
  readonly reading: Reading | null;
  readonly failures: number;
  readonly end_requested: boolean;
  readonly token: string;
}

/** Takes the lease, or returns undefined when the import is finished or leased to somebody. */
export async function takeLease(pool: Pool, importId: string): Promise<FinishingLease | undefined> {
  const { rows } = await pool.query<LeasedRow>(
    `UPDATE imports SET finishing_until = clock_timestamp() + make_interval(secs => $2)
     WHERE import_id = $1 AND status = 'In progress'
       AND (finishing_until IS NULL OR finishing_until < clock_timestamp())
     RETURNING tenant_id, type, source, original_key, reading, finishing_until::text AS token,
       end_requested_at IS NOT NULL AS end_requested,
       (SELECT count(*) FROM import_failures WHERE import_failures.import_id = imports.import_id) AS failures`,
    [importId, LEASE_SECONDS],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  // The end of the lease, to the microsecond, tells its holder from everyone else.
  let { token } = row;
  const move = async (seconds: number): Promise<boolean> => {
    const moved = await pool.query<{ token: string }>(
      `UPDATE imports SET finishing_until = clock_timestamp() + make_interval(secs => $3)
       WHERE import_id = $1 AND status = 'In progress' AND finishing_until = $2::timestamptz
       RETURNING finishing_until::text AS token`,
      [importId, token, seconds],
    );
    token = moved.rows[0]?.token ?? token;
    return moved.rows.length > 0;
  };
  return {
    order: {
      importId,
      tenantId: row.tenant_id,
      type: row.type,
      source: row.source,
      original:
        row.original_key === null || row.reading === null
          ? undefined
          : { key: row.original_key, reading: row.reading },
      failures: row.failures,
      endRequested: row.end_requested,
    },
    renew: () => move(LEASE_SECONDS),
    giveBack: async (delaySeconds) => {
      await move(delaySeconds);
    },
  };
}

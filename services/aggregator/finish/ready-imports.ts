import type { ImportStatus } from '#shared/imports/import-view.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { MIRRORED_IMPORT_COLUMNS, type MirroredImport } from '../mirror/import-rows.ts';

/** An import whose last row is accounted for, with what it will have; everything else is as it is stored. */
export interface ReadyImport extends MirroredImport {
  readonly final_status: Exclude<ImportStatus, 'In progress'>;
  readonly final_total: number;
  /** Of a bounded feed: how many announced records never came. */
  readonly final_missing: number | null;
  /** What is read to write its error file, about. */
  readonly error_file_bytes: number;
}

/** Imports in one pass. Those beyond it come with the next; more would only hold their locks longer. */
const MOST = 500;

export interface WhichImports {
  /** Those to look at; all that are running when undefined. */
  readonly importIds: readonly string[] | undefined;
  /**
   * Also those whose error file somebody is writing. Without them their failures, which may be many, are not counted
   * again and again meanwhile.
   */
  readonly leased: boolean;
}

/**
 * Imports that can be finished: every record that came has its outcome in the counts, which are raised only after the
 * mirror has its records, and as many failures are stored as were counted.
 */
export async function readyImports(client: Queryable, which: WhichImports): Promise<readonly ReadyImport[]> {
  return [...(await select(client, READY_FILES, which)), ...(await select(client, READY_FEEDS, which))];
}

async function select(client: Queryable, text: string, which: WhichImports): Promise<ReadyImport[]> {
  const { rows } = await client.query<ReadyImport>(text, [which.importIds ?? null, which.leased, MOST]);
  return rows;
}

const RUNNING = `status = 'In progress'
    AND ($1::uuid[] IS NULL OR import_id = ANY($1::uuid[]))
    AND ($2 OR finishing_until IS NULL OR finishing_until < now())`;

const ALL_FAILURES_STORED = `CASE WHEN failures = 0 THEN true
    ELSE failures = (SELECT count(*) FROM import_failures WHERE import_failures.import_id = imports.import_id)
  END`;

// All rows of a file are produced, except that a cancel ends production early; ingest then makes sure that what was
// offered was also sent. An import whose every row had succeeded or failed when the cancel came is complete.
const READY_FILES = `SELECT ${MIRRORED_IMPORT_COLUMNS},
    original_bytes AS error_file_bytes, total AS final_total, NULL::bigint AS final_missing,
    CASE WHEN successes + failures < total THEN 'Cancelled'
      WHEN failures > 0 THEN 'Complete but with errors'
      ELSE 'Complete' END AS final_status
  FROM imports JOIN import_production USING (tenant_id, import_id)
  WHERE ${RUNNING} AND source = 'file' AND finished
    AND successes + failures + skipped >= CASE WHEN cancel_requested_at IS NULL THEN total ELSE offered_rows END
    AND ${ALL_FAILURES_STORED}
  ORDER BY import_id LIMIT $3`;

// A feed has ended (transcript-writer says so: nothing more is taken in) or has as many records as were announced, and
// what transcript-writer has accounted for is told and counted to the last record. If more came than announced, that
// is the total. A cancelled feed misses nothing: what did not come was not wanted.
const READY_FEEDS = `SELECT ${MIRRORED_IMPORT_COLUMNS},
    (SELECT coalesce(sum(octet_length(record)), 0) FROM import_failures WHERE import_failures.import_id = imports.import_id)
      AS error_file_bytes,
    final_total,
    CASE WHEN feed_day IS NULL THEN CASE WHEN is_cancelled THEN 0 ELSE final_total - accounted END END AS final_missing,
    CASE WHEN is_cancelled THEN 'Cancelled'
      WHEN failures > 0 OR final_total > accounted THEN 'Complete but with errors'
      ELSE 'Complete' END AS final_status
  FROM imports
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(p.successes + p.failures + p.skipped), 0)::bigint AS accounted
      FROM import_progress p WHERE p.import_id = imports.import_id
    ) AS progress
    CROSS JOIN LATERAL (
      SELECT greatest(coalesce(total, 0), accounted) AS final_total,
        cancel_requested_at IS NOT NULL AND (total IS NULL OR successes + failures < total) AS is_cancelled
    ) AS final
  WHERE ${RUNNING} AND source = 'feed'
    AND (feed_ended_at IS NOT NULL OR successes + failures + skipped >= total)
    AND successes + failures + skipped = accounted
    AND ${ALL_FAILURES_STORED}
  ORDER BY import_id LIMIT $3`;

export interface RunningImports {
  readonly running: number;
  /** Seconds since a running import of a file last moved, of the one that has stood still longest; 0 when none runs. */
  readonly unmoved_seconds: number;
}

/** The imports in progress. A feed may be quiet for a day; the rows of a file never stop coming by themselves. */
export async function measureRunning(client: Queryable): Promise<RunningImports> {
  const { rows } = await client.query<RunningImports>(
    `SELECT count(*) AS running,
       coalesce(extract(epoch FROM now() - min(last_updated) FILTER (WHERE source = 'file')), 0)::float8 AS unmoved_seconds
     FROM imports WHERE status = 'In progress'`,
  );
  return rows[0] ?? { running: 0, unmoved_seconds: 0 };
}

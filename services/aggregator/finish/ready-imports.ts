import type { ImportStatus } from '#shared/imports/import-view.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { MIRRORED_IMPORT_COLUMNS, type MirroredImport } from '../mirror/import-rows.ts';

/** An import whose last row is accounted for, with the status it will have; everything else is as it is stored. */
export interface ReadyImport extends MirroredImport {
  readonly final_status: Exclude<ImportStatus, 'In progress'>;
  readonly original_bytes: number;
}

/** Imports in one pass. Those beyond it come with the next; more would only hold their locks longer. */
const MOST = 500;

/**
 * Imports of files that can be finished: every row that was produced has its outcome in the counts, which are
 * raised only after the mirror has its records, and as many failures are stored as were counted.
 *
 * All rows of a file are produced, except that a cancel ends production early; ingest then makes sure that what was
 * offered was also sent. An import whose every row had succeeded or failed when the cancel came is complete.
 *
 * @param which.importIds those to look at; all that are running when undefined
 * @param which.leased also those whose error file somebody is writing. Without them their failures, which may be
 * many, are not counted again and again meanwhile.
 */
export async function readyImports(
  client: Queryable,
  which: { readonly importIds: readonly string[] | undefined; readonly leased: boolean },
): Promise<readonly ReadyImport[]> {
  const { rows } = await client.query<ReadyImport>(
    `SELECT ${MIRRORED_IMPORT_COLUMNS}, original_bytes,
       CASE WHEN successes + failures < total THEN 'Cancelled'
         WHEN failures > 0 THEN 'Complete but with errors'
         ELSE 'Complete' END AS final_status
     FROM imports JOIN import_production USING (tenant_id, import_id)
     WHERE status = 'In progress' AND source = 'file' AND finished
       AND ($1::uuid[] IS NULL OR import_id = ANY($1::uuid[]))
       AND ($2 OR finishing_until IS NULL OR finishing_until < now())
       AND successes + failures + skipped >= CASE WHEN cancel_requested_at IS NULL THEN total ELSE offered_rows END
       AND CASE WHEN failures = 0 THEN true
         ELSE failures = (SELECT count(*) FROM import_failures WHERE import_failures.import_id = imports.import_id)
       END
     ORDER BY import_id LIMIT $3`,
    [which.importIds ?? null, which.leased, MOST],
  );
  return rows;
}

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

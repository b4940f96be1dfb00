import type { ImportStatus } from '#shared/imports/import-view.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { MirroredImport } from '../mirror/import-rows.ts';
import { READY_FEEDS, READY_FILES, STALLED } from './ready-imports-sql.ts';

/**
 * An import that can be finished, with what it will have then. Its counts are those of transcript-writer
 * (`import_progress`), everything else is as it is stored.
 */
export interface ReadyImport extends MirroredImport {
  /** The import that it is a check run of. */
  readonly check_of: string | null;
  readonly final_status: Exclude<ImportStatus, 'in_progress'>;
  readonly final_total: number;
  /** Of a bounded feed: how many announced records never came. */
  readonly final_missing: number | null;
  /**
   * Rows whose outcome, or whose reason to fail, is unknown; above 0 only where the import was cancelled and stands
   * still.
   */
  readonly final_unknown: number;
  readonly skipped: number;
  /** Of an undo: records that were changed before it could take them back, beside those that it listed as such. */
  readonly stayed: number;
  /** As many as its error file will have. */
  readonly failures_stored: number;
  /** What is read to write its error file, about. */
  readonly error_file_bytes: number;
}

/** Imports in one pass. Those beyond it come with the next; more would only hold their locks longer. */
const MAX_IMPORTS = 500;

/**
 * How long a cancelled import may stand still before it ends as it is. Longer than a rebalance of the consumer groups,
 * a server's restart or a redeployment takes, during which rows on their way are not accounted for; people who
 * cancelled wait for it.
 */
const CANCELLED_IDLE_SECONDS = 120;

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
 * Imports that can be finished: every record that came has its outcome in the counts, of each partition those that
 * transcript-writer has, and as many failures are stored as were counted. Or they were cancelled, nothing of them is on
 * its way any more, and they stand still: those end with what is known.
 */
export async function readyImports(client: Queryable, which: WhichImports): Promise<readonly ReadyImport[]> {
  const values = [which.importIds ?? null, which.leased, MAX_IMPORTS];
  const files = await client.query<ReadyImport>(READY_FILES, values);
  const feeds = await client.query<ReadyImport>(READY_FEEDS, values);
  const stalled = await client.query<ReadyImport>(STALLED, [...values, CANCELLED_IDLE_SECONDS]);
  const ready = [...files.rows, ...feeds.rows];
  const known = new Set(ready.map((one) => one.import_id));
  // One that has become ready between the two statements is ready.
  return [...ready, ...stalled.rows.filter((one) => !known.has(one.import_id))];
}

export interface RunningImports {
  readonly running: number;
  /** Seconds since a running import of a file or undo last moved, of the one that has stood still longest; 0 when none runs. */
  readonly unmoved_seconds: number;
}

/** The imports in progress. A feed may be quiet for a day; all other rows never stop coming by themselves. */
export async function measureRunning(client: Queryable): Promise<RunningImports> {
  const { rows } = await client.query<RunningImports>(
    `SELECT count(*) AS running,
       coalesce(extract(epoch FROM now() - min(last_updated) FILTER (WHERE source <> 'feed')), 0)::float8 AS unmoved_seconds
     FROM imports WHERE status = 'in_progress'`,
  );
  return rows[0] ?? { running: 0, unmoved_seconds: 0 };
}

import type { RecordError } from '#shared/kafka/avro/messages.ts';
import type { Client, Pool } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { WITH_CHECKED_IMPORTS } from '../checks/locked-imports-sql.ts';
import { moveMirrorPositions, requireTimeline } from './mirror-positions.ts';
import { type NumberedCounts, type PublishedBatch, replaces } from './published-batch.ts';
import { type ImportFailure, storeFailures } from './store-failures.ts';
import { storePastCourses } from './store-past-courses.ts';

export interface StoredCounts {
  /** Existing imports with new counts or failures: they may be ready to finish now. */
  readonly touched: readonly string[];
  /**
   * Ids that belong to no import. transcript-writer publishes none, so one here means that the two use different
   * databases.
   */
  readonly unknown: readonly string[];
  /** How many rows each of {@link touched} will have; null where that is not known. */
  readonly totals: ReadonlyMap<string, number | null>;
  /** How many rows were shown for the first time. */
  readonly shown: readonly ShownRows[];
}

/** Rows of one tier's tenants that an import has come to show. */
export interface ShownRows {
  readonly tier: string;
  readonly successes: number;
  readonly failures: number;
  readonly skipped: number;
}

/**
 * Stores failures and counts in one transaction, shows the new counts, keeps what earlier versions published of the past, and
 * moves the positions of the source partitions that they came from. All of it may have been stored before, by this process or another: failures
 * have keys, counts the number of their batch, and positions only grow.
 *
 * @throws LmsError `fenced` when the database is on another timeline than what was published
 */
export async function storeCounts(pool: Pool, published: PublishedBatch): Promise<StoredCounts> {
  const failures = published.failures.filter(({ importId }) => importId !== null);
  const ids = [...new Set([...failures, ...published.counts].map(({ importId }) => importId ?? ''))];
  if (ids.length + published.positions.length + published.history.length === 0)
    return { touched: [], unknown: [], totals: new Map(), shown: [] };
  return inTransaction(pool, async (client) => {
    const [{ tenants, totals }] = await Promise.all([
      lockImports(client, ids),
      requireTimeline(client, published.timeline),
    ]);
    await storeFailures(client, ofKnownImports(failures, tenants));
    await replaceCounts(client, latestCounts(published.counts), tenants);
    const touched = [...tenants.keys()];
    const shown = await showCounts(client, touched);
    await storePastCourses(client, published.history);
    await moveMirrorPositions(client, published.positions);
    return { touched, unknown: ids.filter((id) => !tenants.has(id)), totals, shown };
  });
}

/**
 * Locks the imports in the order of their ids, as everyone does, and gives their tenants and totals. Before anything
 * else is written: two aggregators that consume the same messages then wait for each other here, and cannot deadlock on
 * the failures' keys. NO KEY lets foreign keys be checked meanwhile. With a check run, the import that it is of is
 * locked, which shows its counts.
 */
async function lockImports(
  client: Client,
  ids: readonly string[],
): Promise<{ tenants: ReadonlyMap<string, number>; totals: ReadonlyMap<string, number | null> }> {
  const { rows } = await client.query<{ import_id: string; tenant_id: number; total: number | null }>(
    `SELECT import_id, tenant_id, total FROM imports
     WHERE ${WITH_CHECKED_IMPORTS}
     ORDER BY import_id FOR NO KEY UPDATE`,
    [ids],
  );
  const asked = new Set(ids);
  const imports = rows.filter(({ import_id }) => asked.has(import_id));
  return {
    tenants: new Map(imports.map((row) => [row.import_id, row.tenant_id])),
    totals: new Map(imports.map((row) => [row.import_id, row.total])),
  };
}

function ofKnownImports(
  failures: readonly RecordError[],
  tenants: ReadonlyMap<string, number>,
): ImportFailure[] {
  return failures.flatMap((failure) => {
    const importId = failure.importId ?? '';
    const tenantId = tenants.get(importId);
    return tenantId === undefined ? [] : [{ ...failure, importId, tenantId }];
  });
}

/** One entry for each (import, partition): counts are cumulative, so the latest say everything. */
function latestCounts(counts: readonly NumberedCounts[]): NumberedCounts[] {
  const latest = new Map<string, NumberedCounts>();
  for (const next of counts) {
    const key = `${next.importId} ${next.partition}`;
    const known = latest.get(key);
    if (known === undefined || replaces(next, known)) latest.set(key, next);
  }
  return [...latest.values()];
}

/**
 * Replaces counts as a whole by those of a later batch. The columns of one batch belong together: 90 successes of one
 * and 50 failures of another would be more than there are rows. What the version before has not numbered replaces what
 * accounts for less.
 */
async function replaceCounts(
  client: Client,
  counts: readonly NumberedCounts[],
  tenants: ReadonlyMap<string, number>,
): Promise<void> {
  const known = counts.filter(({ importId }) => tenants.has(importId));
  if (known.length === 0) return;
  await client.query(
    `INSERT INTO import_counts AS stored (import_id, partition, tenant_id, successes, failures, skipped, sequence)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
     ON CONFLICT (import_id, partition) DO UPDATE SET
       successes = excluded.successes, failures = excluded.failures, skipped = excluded.skipped,
       sequence = greatest(stored.sequence, excluded.sequence)
     WHERE CASE WHEN excluded.sequence > 0 THEN excluded.sequence > stored.sequence
       ELSE excluded.successes + excluded.failures + excluded.skipped > stored.successes + stored.failures + stored.skipped
     END`,
    [
      known.map(({ importId }) => importId),
      known.map(({ partition }) => partition),
      known.map(({ importId }) => tenants.get(importId)),
      known.map(({ successes }) => successes),
      known.map(({ failures }) => failures),
      known.map(({ skipped }) => skipped),
      known.map(({ sequence }) => sequence),
    ],
  );
}

const SHOW_COUNTED = `successes = counted.successes, failures = counted.failures, skipped = counted.skipped,
         last_updated = now(), revision = revision + 1`;

/**
 * An import that is finished, or whose counts are known already, stays as it is: no status was obtained for it. While
 * an import is checked, it shows the counts of its check run.
 */
async function showCounts(client: Client, ids: readonly string[]): Promise<ShownRows[]> {
  const { rows } = await client.query<ShownRows>(
    `WITH counted AS (
       SELECT import_id, sum(successes)::bigint AS successes, sum(failures)::bigint AS failures,
         sum(skipped)::bigint AS skipped
       FROM import_counts WHERE import_id = ANY($1::uuid[]) GROUP BY import_id
     ), changed AS (
       UPDATE imports SET ${SHOW_COUNTED}
       FROM counted
       WHERE imports.import_id = counted.import_id AND status = 'in_progress'
         AND (counted.successes, counted.failures, counted.skipped)
           IS DISTINCT FROM (imports.successes, imports.failures, imports.skipped)
       RETURNING new.tenant_id, new.import_id, new.check_of, greatest(0, new.successes - old.successes) AS successes,
         greatest(0, new.failures - old.failures) AS failures, greatest(0, new.skipped - old.skipped) AS skipped
     ), checked AS (
       UPDATE imports SET ${SHOW_COUNTED}
       FROM changed JOIN counted USING (import_id)
       WHERE imports.import_id = changed.check_of AND imports.check_run = changed.import_id AND status = 'checking'
       RETURNING imports.tenant_id, imports.import_id
     ), notified AS (
       SELECT count(pg_notify('import_changed', tenant_id || ':' || import_id)) AS sent FROM (
         SELECT tenant_id, import_id FROM changed WHERE check_of IS NULL UNION ALL SELECT * FROM checked) AS shown
     )
     SELECT tier, sum(successes)::bigint AS successes, sum(failures)::bigint AS failures,
       sum(skipped)::bigint AS skipped, (SELECT sent FROM notified)
     FROM changed JOIN tenants USING (tenant_id) GROUP BY tier`,
    [ids],
  );
  return rows;
}

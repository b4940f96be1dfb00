import { findDifferences } from '#shared/mirror/find-differences.ts';
import type { MirrorTable } from '#shared/mirror/mirror-tables.ts';
import { type Databases, differingBuckets } from '#shared/mirror/table-checksums.ts';
import { insertMissing } from './insert-missing.ts';
import { removeLostTombstones, removeStrange } from './remove-strange.ts';

/** Rows of a table that differ, by how. */
export interface Found {
  readonly missing: number;
  readonly strange: number;
}

/**
 * Compares a tenant's rows of a table in both databases, and with `repair` makes ClickHouse agree, while services run.
 *
 * @param options.untilArrived waits until ClickHouse has what is committed now
 */
export async function reconcileTable(
  databases: Databases,
  table: MirrorTable,
  tenantId: number,
  options: { readonly untilArrived: () => Promise<void>; readonly repair: boolean },
): Promise<Found> {
  const { untilArrived } = options;
  const buckets = await differingBuckets(databases, table, tenantId);
  let [allMissing, allStrange] = [0, 0];
  // Every part that differs, though somebody may write to all of them: rows are compared one by one, and twice.
  const differences = findDifferences(databases, table, tenantId, buckets, untilArrived);
  for await (const { missing, strange } of differences) {
    allMissing += missing.length;
    allStrange += strange.length;
    if (!options.repair) continue;
    // In this order: a strange row may hide the one to be inserted, whose version is lower.
    await removeStrange(databases, table, tenantId, strange);
    await removeLostTombstones(databases.clickhouse, table, tenantId, missing);
    await insertMissing(databases, table, tenantId, missing);
  }
  return { missing: allMissing, strange: allStrange };
}

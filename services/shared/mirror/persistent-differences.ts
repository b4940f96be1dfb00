import type { MirrorTable } from './mirror-tables.ts';
import { type Databases, type DifferingBuckets, differingBuckets } from './table-checksums.ts';

/**
 * Parts of a tenant's rows that differ, and differ in the same way after whatever was on its way to the mirror has
 * arrived. A part that is written to meanwhile is left out.
 *
 * @param untilMirrored waits until the mirror has all that is committed now
 */
export async function persistentDifferences(
  databases: Databases,
  table: MirrorTable,
  tenantId: number,
  untilMirrored: () => Promise<void>,
): Promise<DifferingBuckets> {
  const first = await differingBuckets(databases, table, tenantId);
  if (first.size === 0) return first;
  await untilMirrored();
  const second = await differingBuckets(databases, table, tenantId);
  return new Map(
    [...second].filter(([bucket, { difference }]) => first.get(bucket)?.difference === difference),
  );
}

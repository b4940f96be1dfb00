import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import type { NamedRow } from '#shared/mirror/find-differences.ts';
import type { MirrorTable } from '#shared/mirror/mirror-tables.ts';
import { deleteFromTable } from '../mirror/delete-from-table.ts';

/**
 * Removes rows from ClickHouse, each in exactly the version it was found in: one that is written meanwhile has another.
 * A mark that they are deleted would not do, since it would hide a true row of a lower version for ever.
 */
export async function removeStrange(
  clickhouse: ClickHouseClient,
  table: MirrorTable,
  tenantId: number,
  strange: readonly NamedRow[],
): Promise<void> {
  if (strange.length === 0) return;
  const { key, version } = table.compared.clickhouse;
  // As a table, since an address could not hold as many.
  const named = `strange_rows_${randomUUID().replaceAll('-', '')}`;
  await clickhouse.command({
    query: `CREATE TABLE ${named} (key String, version UInt64) ENGINE = MergeTree ORDER BY key`,
  });
  try {
    await clickhouse.insert({
      table: named,
      values: strange.map((row) => [row.key, row.version]),
      columns: ['key', 'version'],
      format: 'JSONCompactEachRow',
    });
    await deleteFromTable(
      clickhouse,
      table.name,
      `tenant_id = {tenantId: UInt32} AND (${key}, ${version}) IN (SELECT key, version FROM ${named})`,
      { tenantId },
    );
  } finally {
    await clickhouse.command({ query: `DROP TABLE ${named} SYNC` });
  }
}

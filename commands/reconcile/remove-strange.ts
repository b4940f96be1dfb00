import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';
import type { NamedRow } from '#shared/mirror/find-differences.ts';
import { CERTIFICATION_RECORDS, type MirrorTable } from '#shared/mirror/mirror-tables.ts';
import type { Databases } from '#shared/mirror/table-checksums.ts';
import { deleteFromTable } from '../mirror/delete-from-table.ts';
import { holdingRecency } from '../mirror/hold-recency.ts';

/**
 * Removes rows from ClickHouse, each in exactly the version it was found in: one that is written meanwhile has another.
 * A mark that they are deleted would not do, since it would hide a true row of a lower version for ever.
 *
 * Which of a person's certifications is the latest is unknown again before one of them goes.
 */
export async function removeStrange(
  { pool, clickhouse }: Pick<Databases, 'pool' | 'clickhouse'>,
  table: MirrorTable,
  tenantId: number,
  strange: readonly NamedRow[],
): Promise<void> {
  if (strange.length === 0) return;
  const { key, version } = table.compared.clickhouse;
  await withNames(clickhouse, strange, async (named) => {
    const remove = (): Promise<void> =>
      deleteFromTable(
        clickhouse,
        table.name,
        `tenant_id = {tenantId: UInt32} AND (${key}, ${version}) IN (SELECT key, version FROM ${named})`,
        { tenantId },
      );
    if (table !== CERTIFICATION_RECORDS) return remove();
    await holdingRecency(pool, async () => {
      await mutateTable(clickhouse, {
        table: table.name,
        statement: `ALTER TABLE ${table.name} UPDATE recency = 'unknown' WHERE tenant_id = {tenantId: UInt32}
          AND person_id IN (SELECT toUInt64(splitByChar(':', key)[1]) FROM ${named})`,
        parameters: { tenantId },
      });
      await remove();
    });
  });
}

/**
 * Removes what says that rows which PostgreSQL has were deleted under a later version: an undo of a history that was lost
 * has removed them. It would hide them for ever.
 *
 * @param missing as PostgreSQL has them
 */
export async function removeLostTombstones(
  clickhouse: ClickHouseClient,
  table: MirrorTable,
  tenantId: number,
  missing: readonly NamedRow[],
): Promise<void> {
  if (missing.length === 0) return;
  const { key, version } = table.compared.clickhouse;
  await withNames(clickhouse, missing, async (named) => {
    const younger = `SELECT ${key} AS hidden, ${version} AS hidden_version FROM ${table.name}
      JOIN (SELECT key AS named_key, version AS named_version FROM ${named}) AS named ON named_key = ${key}
      WHERE tenant_id = {tenantId: UInt32} AND ${version} > named_version`;
    const answer = await clickhouse.query({
      query: `SELECT 1 FROM (${younger}) LIMIT 1`,
      query_params: { tenantId },
      format: 'JSONEachRow',
    });
    if ((await answer.json()).length === 0) return;
    await deleteFromTable(
      clickhouse,
      table.name,
      `tenant_id = {tenantId: UInt32} AND (${key}, ${version}) IN (${younger})`,
      { tenantId },
    );
  });
}

/** Lends rows as a table, since an address could not hold as many. */
async function withNames(
  clickhouse: ClickHouseClient,
  rows: readonly NamedRow[],
  act: (table: string) => Promise<void>,
): Promise<void> {
  const named = `strange_rows_${randomUUID().replaceAll('-', '')}`;
  await clickhouse.command({
    query: `CREATE TABLE ${named} (key String, version UInt64) ENGINE = MergeTree ORDER BY key`,
  });
  try {
    await clickhouse.insert({
      table: named,
      values: rows.map((row) => [row.key, row.version]),
      columns: ['key', 'version'],
      format: 'JSONCompactEachRow',
    });
    await act(named);
  } finally {
    await clickhouse.command({ query: `DROP TABLE ${named} SYNC` });
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { revokeDashboardsAccount } from '#shared/clickhouse/dashboards-account.ts';
import { deleteFeed } from '#shared/kafka/client/delete-feed.ts';
import type { DeletionStores } from '../deletion-stores.ts';
import { deleteFromTable } from '../mirror/delete-from-table.ts';
import { untilHistoryCopied } from '../mirror/until-history-copied.ts';
import { untilMirrored } from '../mirror/until-mirrored.ts';
import { untilImportsEnd } from '../person/until-imports-end.ts';
import { deleteRows } from './delete-rows.ts';
import { beginDeletion, completeDeletion, type TenantDeletion } from './deletion.ts';

/** aggregator mirrors people and imports every second: what it is inserting now has arrived after this. */
const SETTLE_MS = 5_000;
const POLL_MS = 250;

/**
 * Deletes a tenant from every store, while the services run. Every step can be repeated, and all of them are after a command
 * that was interrupted:
 *
 *     begun (nobody's any more) ─▶ feed and Kafka user ─▶ imports end ─▶ mirror is up to date ─▶ files ─▶ rows ─▶ mirror
 *
 * Rows go before the mirror, which aggregator writes from them, and files before rows, which know of unfinished uploads.
 *
 * @throws LmsError `unavailable` while imports or the mirror do not come to an end
 */
export async function deleteTenant(
  stores: DeletionStores,
  deletion: TenantDeletion,
  options: { waitMinutes: number; log: (line: string) => void; onClosed: () => Promise<void> },
): Promise<void> {
  const { pool, clickhouse, kafka, store } = stores;
  const { tenantId, slug } = deletion;
  const { waitMinutes, log } = options;
  await beginDeletion(pool, deletion);
  await revokeDashboardsAccount(clickhouse, slug);
  await options.onClosed();
  log(`${slug} is closed: nobody gets in, and no file of it is accepted.`);
  await deleteFeed(kafka, slug);
  log('Its feed topic, Kafka user, access list and quotas are deleted.');
  await untilImportsEnd(pool, tenantId, {
    minutes: waitMinutes,
    whatToType: `npm run tenant:delete -- --yes ${slug}`,
  });
  await untilMirrored(pool, kafka);
  log(`Files deleted: ${await deleteFiles(stores, tenantId)}.`);
  await deleteRows(pool, deletion);
  log('Its rows are deleted.');
  await untilHistoryCopied(pool);
  await deleteFromMirror(clickhouse, tenantId);
  log('Its rows in ClickHouse are deleted.');
  // An upload that was under way stored its file before it was refused.
  await deleteFiles({ pool, store }, tenantId);
  await completeDeletion(pool, tenantId);
}

/** Every object of the tenant, and uploads in parts that were not finished. */
async function deleteFiles(
  { pool, store }: Pick<DeletionStores, 'pool' | 'store'>,
  tenantId: number,
): Promise<number> {
  const { rows } = await pool.query<{ object_key: string; upload_id: string }>(
    'SELECT object_key, upload_id FROM object_intents WHERE tenant_id = $1 AND upload_id IS NOT NULL',
    [tenantId],
  );
  for (const { object_key: key, upload_id: uploadId } of rows) await store.abortMultipart(key, uploadId);
  let files = 0;
  for await (const { key } of store.list(`${tenantId}/`)) {
    await store.remove(key);
    files += 1;
  }
  return files;
}

async function deleteFromMirror(clickhouse: ClickHouseClient, tenantId: number): Promise<void> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT table FROM system.columns JOIN system.tables AS t ON t.database = columns.database AND t.name = table
      WHERE database = currentDatabase() AND name = 'tenant_id' AND t.engine LIKE '%MergeTree' ORDER BY table`,
    format: 'JSONEachRow',
  });
  const tables = (await result.json<{ table: string }>()).map(({ table }) => table);
  const deadline = { at: 0 };
  while (deadline.at === 0 || Date.now() < deadline.at) {
    let found = 0;
    for (const table of tables) {
      const rows = await countRows(clickhouse, table, tenantId);
      found += rows;
      if (rows > 0) await deleteFromTable(clickhouse, table, 'tenant_id = {tenantId: UInt32}', { tenantId });
    }
    if (found > 0 || deadline.at === 0) deadline.at = Date.now() + SETTLE_MS;
    else await wait(POLL_MS);
  }
}

async function countRows(clickhouse: ClickHouseClient, table: string, tenantId: number): Promise<number> {
  const result = await clickhouse.query({
    query: 'SELECT count() AS rows FROM {table: Identifier} WHERE tenant_id = {tenantId: UInt32}',
    query_params: { table, tenantId },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ rows: string | number }>();
  return Number(row?.rows ?? 0);
}

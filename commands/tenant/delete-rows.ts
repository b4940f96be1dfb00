import { feedTopic } from '#shared/kafka/client/topics.ts';
import type { Client, Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import { untilTransactionsEnd } from '../mirror/visible-version-watermark.ts';
import type { TenantDeletion } from './deletion.ts';

/** What a batch of a feed that was under way writes without a row of its import to hold on to. */
const RECORDS = ['course_records', 'course_record_history', 'certification_records'];

/** Whose rows are of topics, not of tenants. */
const BY_TOPIC = ['outbox', 'consumer_positions', 'mirror_positions', 'halted_partitions'];

/**
 * Deletes every row of the tenant in one transaction, and once more what a batch that was under way writes after it. The
 * tables are those that have a `tenant_id`, so that a table that is added later is not forgotten.
 */
export async function deleteRows(pool: Pool, deletion: TenantDeletion): Promise<void> {
  const next = await inTransaction(pool, async (client) => {
    const removed = await deleteAll(client, deletion);
    if (Object.keys(removed).length > 0) {
      await client.query('UPDATE tenant_deletions SET removed = $2 WHERE tenant_id = $1', [
        deletion.tenantId,
        JSON.stringify(removed),
      ]);
    }
    const { rows } = await client.query<{ next: string }>(
      'SELECT (pg_current_xact_id()::text::numeric + 1)::text AS next',
    );
    return rows[0]?.next ?? '0';
  });
  await untilTransactionsEnd(pool, next);
  for (const table of RECORDS)
    await pool.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [deletion.tenantId]);
  await pool.query(`DELETE FROM consumer_positions WHERE topic = $1`, [feedTopic(deletion.slug)]);
}

async function deleteAll(
  client: Client,
  { tenantId, slug }: TenantDeletion,
): Promise<Record<string, number>> {
  // Batches hold their imports' rows; after this none can be accounted for any more.
  await client.query('SELECT FROM imports WHERE tenant_id = $1 FOR UPDATE', [tenantId]);
  const removed: Record<string, number> = {};
  for (const table of await tablesOfTenants(client)) {
    const { rowCount } = await client.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [tenantId]);
    if (rowCount !== null && rowCount > 0) removed[table] = rowCount;
  }
  for (const table of BY_TOPIC)
    await client.query(`DELETE FROM ${table} WHERE topic = $1`, [feedTopic(slug)]);
  return removed;
}

/** Tables with rows of tenants, those that refer to others before them. */
async function tablesOfTenants(client: Queryable): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string; refers_to: string[] }>(
    `SELECT c.oid::regclass::text AS name, ARRAY(
       SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f') AS refers_to
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.oid <> 'tenant_deletions'::regclass
     ORDER BY name`,
  );
  const ordered: string[] = [];
  let left = tables;
  while (left.length > 0) {
    const free = left.filter(
      ({ name }) => !left.some((other) => other.name !== name && other.refers_to.includes(name)),
    );
    ordered.push(...free.map(({ name }) => name));
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}

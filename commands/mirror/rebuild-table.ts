import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { compressRows } from '#shared/clickhouse/tab-separated.ts';
import { columnsOf, type MirrorTable } from '#shared/mirror/mirror-tables.ts';
import { readPages } from '#shared/mirror/read-pages.ts';
import type { DeletedPeople } from '#shared/people/deleted-people.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { latestVersion, visibleVersionWatermark } from './visible-version-watermark.ts';

/** What is known of a row among the old table's says nothing of it among the new one's. */
const ALL_BUT_RECENCY = '* EXCEPT (recency)';

/**
 * Rebuilds a table of the mirror from PostgreSQL, while the services run:
 *
 *     filled beside it ─▶ what came meanwhile copied ─▶ exchanged ─▶ what came in between copied ─▶ old one dropped
 *
 * Readers see the old table until the exchange. From then on they see the new one, for a moment without what was
 * being inserted into the old one just then. Interrupted anywhere, it begins again.
 *
 * @param deleted whose rows are left out: PostgreSQL has them only when it was restored to a time before the deletion
 * @param untilInserted waits until whatever is being inserted into a table has been
 * @returns the rows that were read from PostgreSQL and written
 */
export async function rebuildTable(
  pool: Pool,
  clickhouse: ClickHouseClient,
  table: MirrorTable,
  deleted: DeletedPeople,
  untilInserted: (table: string) => Promise<void>,
): Promise<number> {
  const { name } = table;
  const { version } = table.compared.clickhouse;
  const beside = `${name}_rebuilt`;
  await clickhouse.command({ query: `DROP TABLE IF EXISTS ${beside} SYNC` });
  await clickhouse.command({ query: `CREATE TABLE ${beside} AS ${name}` });
  const watermark = table.versioned ? await visibleVersionWatermark(pool) : undefined;
  const rows = await fill(pool, clickhouse, table, deleted, beside);
  const copyYounger = async (from: string, to: string): Promise<void> => {
    if (watermark === undefined) return;
    // What aggregator inserted meanwhile has a version that was taken since. A version above the latest is of a history
    // that was lost: PostgreSQL was restored to an earlier time.
    await clickhouse.command({
      query: `INSERT INTO ${to} (${ALL_BUT_RECENCY}) SELECT ${ALL_BUT_RECENCY} FROM ${from} WHERE ${version} > {watermark: UInt64} AND ${version} <= {latest: UInt64}`,
      query_params: { watermark, latest: await latestVersion(pool) },
    });
  };
  await copyYounger(name, beside);
  await clickhouse.command({ query: `EXCHANGE TABLES ${name} AND ${beside}` });
  // An insert that began before the exchange still goes into the old table.
  await untilInserted(name);
  await copyYounger(beside, name);
  await clickhouse.command({ query: `DROP TABLE ${beside} SYNC` });
  return rows;
}

/** One snapshot of PostgreSQL for all pages: a record that moves between two of them is neither lost nor doubled. */
async function fill(
  pool: Pool,
  clickhouse: ClickHouseClient,
  table: MirrorTable,
  deleted: DeletedPeople,
  into: string,
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    let rows = 0;
    const columns = columnsOf(table);
    for await (const all of readPages(client, table)) {
      const page = all.filter((row) => !deleted.has(Number(row['tenant_id']), Number(row['person_id'])));
      const lines = [compressRows(columns, page)];
      await insertIntoMirror(clickhouse, { table: into, columns, lines });
      rows += page.length;
    }
    await client.query('COMMIT');
    return rows;
  } finally {
    // A connection left in the middle is closed rather than used again.
    client.release(true);
  }
}

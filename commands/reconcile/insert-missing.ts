import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { type Cell, compressRows } from '#shared/clickhouse/tab-separated.ts';
import type { NamedRow } from '#shared/mirror/find-differences.ts';
import { columnsOf, type MirrorTable, selectOf } from '#shared/mirror/mirror-tables.ts';
import type { Databases } from '#shared/mirror/table-checksums.ts';

/** People, or imports, whose rows are read at once: each may have a few hundred. */
const LOCATORS = 200;

/** Inserts rows as PostgreSQL has them now; a version that came meanwhile is as good. */
export async function insertMissing(
  { pool, clickhouse, signal }: Databases,
  table: MirrorTable,
  tenantId: number,
  missing: readonly NamedRow[],
): Promise<void> {
  const wanted = new Set(missing.map(({ key }) => key));
  const locators = [...new Set(missing.map(({ locator }) => locator))];
  const columns = columnsOf(table);
  const { column, type } = table.locator;
  for (let from = 0; from < locators.length; from += LOCATORS) {
    const { rows } = await pool.query<Record<string, Cell> & { compared_key: string }>(
      `SELECT ${selectOf(table)}, ${table.compared.postgres.key} AS compared_key FROM ${table.source}
       WHERE tenant_id = $1 AND ${column} = ANY($2::${type}[]) AND ${table.mirrored}`,
      [tenantId, locators.slice(from, from + LOCATORS)],
    );
    const lines = [
      compressRows(
        columns,
        rows.filter((row) => wanted.has(row.compared_key)),
      ),
    ];
    await insertIntoMirror(clickhouse, { table: table.name, columns, lines }, signal);
  }
}
